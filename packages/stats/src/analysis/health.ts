import type { SrmResult } from '../srm/fixed.ts'
import { srmTest } from '../srm/fixed.ts'
import type { SequentialSrmResult } from '../srm/sequential.ts'
import { srmSequential } from '../srm/sequential.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnose, isUneven } from './diagnosis.ts'
import { overshootOf, progressOf } from './look.ts'
import type { LossRow } from './losses.ts'
import { lossesOf, metricsOfUnits } from './losses.ts'
import type { AnalysisPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** From this share of units in several variants on, they are more than an accident. */
const SEVERAL_SHARE = 0.01

/** Whether the data can be trusted, before anything is read from it. */
export interface Health {
  /**
   * `broken`: nothing that follows can be trusted, as units do not divide as planned at some stage
   * that the verdict rests on. `warning`: read on with care.
   */
  readonly status: 'good' | 'warning' | 'broken'
  /** Valid when looked at once: decides with the other where a fixed plan is read. */
  readonly srm: SrmResult | Refusal
  /** Valid at every look, so it always decides. */
  readonly srmSequential: SequentialSrmResult
  readonly severalVariants: { readonly units: number; readonly share: number }
  /** Losses that could be compared. */
  readonly losses: readonly LossRow[]
  /** Days on which nobody met a variant that people should have met, as the data tells them. */
  readonly emptyDays: readonly string[]
  readonly diagnosis: readonly Diagnosis[]
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

/** What is wrong with data that was checked. */
export function healthOf(plan: AnalysisPlan, data: AnalysisData): Health {
  const shares = plan.variants.map(({ share }) => share)
  const counts = (units: ByVariant<number>): number[] =>
    plan.variants.map(({ key }) => units[key] ?? 0)
  const srm = orRefusal(() => srmTest(counts(data.units), shares))
  const sequential = srmSequential([...looksOf(plan, data), counts(data.units)], shares)
  const wasUneven = (data.looks ?? []).some(
    ({ data: { units } }) => srmSequential([counts(units)], shares).isMismatch,
  )
  const total = counts(data.units).reduce((sum, count) => sum + count, 0)
  const several = data.unitsInSeveralVariants ?? 0
  const severalVariants = { units: several, share: several === 0 ? 0 : several / (total + several) }
  const losses = lossesOf(plan, data)
  const strangers = strangersIn(plan, data.units)
  const reading = readingTimeOf(plan, data)
  const isFixedMismatch = !isRefusal(srm) && srm.isMismatch && reading !== 'any'
  const isMismatch =
    sequential.isMismatch ||
    wasUneven ||
    (isFixedMismatch && reading === 'now') ||
    strangers.length > 0
  const isDoubtful = isFixedMismatch && !isMismatch
  const unevenStages = unevenStagesOf(plan, data, reading === 'now')
  const unevenSegments = unevenSegmentsOf(plan, data)
  const overfull = overfullOf(plan, data)
  const isMixed = severalVariants.share >= SEVERAL_SHARE
  const different = losses.filter(({ isDifferent }) => isDifferent)
  const { emptyDays = [] } = data
  const problems = [
    ...strangers.map(
      (key) =>
        `${unitsOf(data.units[key] ?? 0)} exposed to "${key}", which is no variant of the plan.`,
    ),
    ...(isMismatch && strangers.length === 0
      ? [
          `The exposed units do not divide as planned: ${counts(data.units).join(', ')} for shares of ${shares.join(', ')}.`,
        ]
      : []),
    ...(isDoubtful
      ? [
          `By the test for one look the exposed units do not divide as planned: ${counts(data.units).join(', ')} for shares of ${shares.join(', ')}. The plan was to be read earlier, so it may be chance.`,
        ]
      : []),
    ...unevenStages,
    ...overfull,
    ...(isMixed ? [`${unitsOf(several)} exposed to more than one variant.`] : []),
    ...different.map(
      ({ of, variant, controlShare, share }) =>
        `${percent(share)} of the units of "${variant}" are missing in ${of}, and ${percent(controlShare)} of the control's.`,
    ),
    ...unevenSegments,
    ...emptyProblem(emptyDays),
  ]
  return {
    status:
      isMismatch || isMixed || unevenStages.length > 0 || overfull.length > 0
        ? 'broken'
        : isDoubtful || different.length > 0 || unevenSegments.length > 0 || emptyDays.length > 0
          ? 'warning'
          : 'good',
    srm,
    srmSequential: sequential,
    severalVariants,
    losses,
    emptyDays,
    diagnosis: diagnose(plan, data, {
      isMismatch,
      isMixed,
      hasLoss: different.length > 0,
      isReadOnce: reading === 'now',
    }),
    problems,
  }
}

/** Whether a plan is read once, and that is now, or was earlier; `any` where it may be read before. */
function readingTimeOf(plan: AnalysisPlan, data: AnalysisData): 'now' | 'past' | 'any' {
  if (plan.stopping.kind !== 'fixed') return 'any'
  const progress = progressOf(plan, data)
  if (!progress.mayDecide) return 'any'
  return overshootOf(plan, progress, data) === undefined ? 'now' : 'past'
}

/** Metrics that were measured of more units than were exposed, or are left for the analysis. */
function overfullOf(plan: AnalysisPlan, data: AnalysisData): string[] {
  return metricsOfUnits(plan).flatMap(({ key: metric }) =>
    plan.variants.flatMap(({ key: variant }) => {
      const n = data.metrics[metric]?.[variant]?.n ?? 0
      const exposed = data.units[variant] ?? 0
      if (n > exposed)
        return [`${metric} has ${n} units in "${variant}", and ${exposed} were exposed.`]
      const left = data.analysed === undefined ? exposed : (data.analysed[variant] ?? 0)
      if (n <= left) return []
      return [`${metric} has ${n} units in "${variant}", and ${left} were left for the analysis.`]
    }),
  )
}

/**
 * Stages other than the exposure at which units do not divide as planned: assigned, analysed, and
 * those who have a value of a metric that the verdict rests on.
 */
function unevenStagesOf(plan: AnalysisPlan, data: AnalysisData, isReadOnce: boolean): string[] {
  const { assigned, analysed } = data
  const planned = plan.variants.map(({ share }) => share).join(', ')
  const said = (who: string, units: ByVariant<number>, among = 1): string[] => {
    if (!isUneven(plan, units, isReadOnce, among)) return []
    const counts = plan.variants.map(({ key }) => units[key] ?? 0).join(', ')
    return [`${who} do not divide as planned: ${counts} for shares of ${planned}.`]
  }
  const measured = metricsOfUnits({ ...plan, secondary: [] }).flatMap(({ key }) => {
    const units = measuredOf(plan, data, key)
    return units === undefined ? [] : [{ key, units }]
  })
  return [
    ...(assigned === undefined
      ? []
      : [
          ...strangersIn(plan, assigned).map(
            (key) =>
              `${unitsOf(assigned[key] ?? 0)} assigned to "${key}", which is no variant of the plan.`,
          ),
          ...said('The assigned units', assigned),
        ]),
    ...(analysed === undefined ? [] : said('The units that are left for the analysis', analysed)),
    // All metrics together share one alpha, or many of them would break what is sound.
    ...measured.flatMap(({ key, units }) =>
      said(`The units that have a value of ${key}`, units, measured.length),
    ),
  ]
}

/** Units that have a value of a metric: those in its summaries, less those counted as missing. */
function measuredOf(
  plan: AnalysisPlan,
  { metrics, missing, units }: AnalysisData,
  metric: string,
): ByVariant<number> | undefined {
  const counts = plan.variants
    .filter(({ share }) => share > 0)
    .map(({ key }) => {
      const lost = missing?.[metric]?.[key] ?? 0
      const left = Math.min(metrics[metric]?.[key]?.n ?? NaN, (units[key] ?? 0) - lost)
      return [key, left] as const
    })
  // A metric that nobody measured in a variant is no comparison, and refused as such.
  if (!counts.every(([, count]) => Number.isSafeInteger(count) && count > 0)) return undefined
  return Object.fromEntries(counts)
}

/** Segments whose units do not divide as planned, where the whole may do so. */
function unevenSegmentsOf(plan: AnalysisPlan, { segments = {} }: AnalysisData): string[] {
  return Object.entries(segments)
    .toSorted(byName)
    .flatMap(([segment, values]) =>
      values
        .filter(({ units }) => isUneven(plan, units, false))
        .map(({ value }) => `In ${segment} "${value}" the units do not divide as planned.`),
    )
}

/** Variants that the plan does not know, and that have units all the same. */
function strangersIn({ variants }: AnalysisPlan, units: ByVariant<number>): readonly string[] {
  return Object.keys(units)
    .filter((key) => (units[key] as number) > 0 && !variants.some((known) => known.key === key))
    .toSorted()
}

/** Cumulative counts at the end of each day but the last, which the whole is. */
function looksOf(plan: AnalysisPlan, { days = [] }: AnalysisData): number[][] {
  let sums = plan.variants.map(() => 0)
  return days.slice(0, -1).map(({ units }) => {
    sums = sums.map((sum, index) => sum + (units[plan.variants[index]?.key ?? ''] ?? 0))
    return sums
  })
}

function emptyProblem([first, ...others]: readonly string[]): string[] {
  if (first === undefined) return []
  const more = others.length === 1 ? '1 more day' : `${others.length} more days`
  const rest = others.length === 0 ? '' : ` and ${more}, the last of them ${others.at(-1)}`
  return [`Nobody met one of the variants on ${first}${rest}.`]
}

function unitsOf(count: number): string {
  return count === 1 ? '1 unit was' : `${count} units were`
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(3)} %`
}
