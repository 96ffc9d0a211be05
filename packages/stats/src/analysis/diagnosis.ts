import { srmTest } from '../srm/fixed.ts'
import { srmSequential } from '../srm/sequential.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** Of every test of a division. */
const SRM_ALPHA = 0.001

/** Where a sample ratio mismatch came from: the stages of Fabijan's taxonomy. */
export type Stage = 'assignment' | 'execution' | 'log_processing' | 'analysis' | 'interference'

/** A stage that looks guilty, with what speaks for it. */
export interface Diagnosis {
  readonly stage: Stage
  /** What was seen. */
  readonly evidence: string
  /** Where to look first. */
  readonly advice: string
}

/** What the checks have found. */
interface Found {
  readonly isMismatch: boolean
  readonly isMixed: boolean
  readonly hasLoss: boolean
  /** The plan is read now, and only now. */
  readonly isReadOnce: boolean
}

const ADVICE: Readonly<Record<Stage, string>> = {
  assignment:
    'Check shares, salt, targeting, and whether somebody changed the allocation without a new salt.',
  execution:
    'Check whether a variant crashes, redirects or loads later, so that its exposure is lost.',
  log_processing: 'Check filters for bots and duplicates, and joins that a variant can change.',
  analysis: 'Check the segment or trigger: the variant must not decide who is in it.',
  interference:
    'Check who is randomised: people with several devices, shared links, or a second assignment.',
}

/**
 * Says at which stage units were lost or gained, as far as the counts of each stage tell.
 *
 * @see Fabijan et al. (2019), Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD
 */
export function diagnose(
  plan: AnalysisPlan,
  data: AnalysisData,
  found: Found,
): readonly Diagnosis[] {
  const result: Diagnosis[] = []
  const blame = (stage: Stage, evidence: string): number =>
    result.push({ stage, evidence, advice: ADVICE[stage] })
  const isMismatch = (units: ByVariant<number>): boolean => isUneven(plan, units, found.isReadOnce)
  if (found.isMixed) blame('interference', 'Units were exposed to more than one variant.')
  const planned = new Set(plan.variants.filter(({ share }) => share > 0).map(({ key }) => key))
  const strangers = Object.keys(data.units)
    .filter((key) => !planned.has(key) && (data.units[key] as number) > 0)
    .toSorted()
  for (const key of strangers) blame('assignment', `"${key}" has units, and its share is 0.`)
  const { assigned = {} } = data
  for (const key of Object.keys(assigned).toSorted()) {
    if (planned.has(key) || assigned[key] === 0 || strangers.includes(key)) continue
    blame('assignment', `"${key}" has assigned units, and its share is 0.`)
  }
  if (data.assigned !== undefined && isMismatch(data.assigned)) {
    blame('assignment', 'The assigned units do not divide as planned.')
  } else if (found.isMismatch && strangers.length === 0) {
    if (data.assigned === undefined) {
      blame(
        'execution',
        'The exposed units do not divide as planned; the assigned ones are not known.',
      )
    } else blame('execution', 'The assigned units divide as planned, the exposed ones do not.')
  }
  if (!found.isMismatch && data.analysed !== undefined && isMismatch(data.analysed)) {
    blame(
      'log_processing',
      'The exposed units divide as planned, those left for the analysis do not.',
    )
  }
  if (!found.isMismatch) {
    for (const [segment, values] of Object.entries(data.segments ?? {}).toSorted(byName)) {
      for (const { value, units } of values) {
        // There are as many tests as values, so here only the one that is sure decides.
        if (!isUneven(plan, units, false)) continue
        blame('analysis', `Only in ${segment} "${value}" the units do not divide as planned.`)
      }
    }
  }
  if (found.hasLoss && !found.isMismatch) {
    blame('log_processing', 'One variant loses more units, or more values, than another.')
  }
  return result
}

/**
 * Whether units divide otherwise than planned, by the test that may be asked at every look, and
 * where a plan is read once by the one for that as well.
 *
 * @param among - how many divisions share the alpha
 */
export function isUneven(
  plan: AnalysisPlan,
  units: ByVariant<number>,
  isReadOnce: boolean,
  among: number = 1,
): boolean {
  const alpha = SRM_ALPHA / among
  const counts = plan.variants.map(({ key }) => units[key] ?? 0)
  const shares = plan.variants.map(({ share }) => share)
  if (srmSequential([counts], shares, { alpha }).isMismatch) return true
  if (!isReadOnce) return false
  const once = orRefusal(() => srmTest(counts, shares, { alpha }))
  return !isRefusal(once) && once.isMismatch
}
