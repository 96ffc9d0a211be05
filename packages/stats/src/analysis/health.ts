import { compareRates } from '../rates/compare-rates.ts'
import { FEWEST_EXPECTED, fewestExpected } from '../rates/expected.ts'
import { fisherExact } from '../rates/fisher.ts'
import type { Rate } from '../rates/rate.ts'
import type { SrmResult } from '../srm/fixed.ts'
import { srmTest } from '../srm/fixed.ts'
import type { SequentialSrmResult } from '../srm/sequential.ts'
import { srmSequential } from '../srm/sequential.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnose, isUneven } from './diagnosis.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** Over all rows together: below this p a difference in loss between variants is taken as real. */
const LOSS_ALPHA = 0.001
/** From this share of units in several variants on, they are more than an accident. */
const SEVERAL_SHARE = 0.01

/** Units without a value, or lost on the way, compared with the control. */
export interface LossRow {
  /** A metric, or `exposure` for units that were assigned and never exposed. */
  readonly of: string
  readonly variant: string
  /** Shares in [0, 1]. */
  readonly controlShare: number
  readonly share: number
  /** Of the pooled z, or of Fisher's test where few are lost; for one row. */
  readonly p: number
  /** Corrected for how many rows there are. */
  readonly isDifferent: boolean
}

/** Whether the data can be trusted, before anything is read from it. */
export interface Health {
  /**
   * `broken`: nothing that follows can be trusted, as units do not divide as planned at some stage
   * that the verdict rests on. `warning`: read on with care.
   */
  readonly status: 'good' | 'warning' | 'broken'
  /** Valid when looked at once. */
  readonly srm: SrmResult | Refusal
  /** Valid at every look; decides. */
  readonly srmSequential: SequentialSrmResult
  readonly severalVariants: { readonly units: number; readonly share: number }
  /** Losses that could be compared. */
  readonly losses: readonly LossRow[]
  readonly diagnosis: readonly Diagnosis[]
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

/** Looks for everything that would make a comparison meaningless. */
export function checkHealth(plan: AnalysisPlan, data: AnalysisData): Health {
  const shares = plan.variants.map(({ share }) => share)
  const counts = (units: ByVariant<number>): number[] =>
    plan.variants.map(({ key }) => units[key] ?? 0)
  const srm = orRefusal(() => srmTest(counts(data.units), shares))
  const sequential = srmSequential([...looksOf(plan, data), counts(data.units)], shares)
  const total = counts(data.units).reduce((sum, count) => sum + count, 0)
  const several = data.unitsInSeveralVariants ?? 0
  const severalVariants = { units: several, share: several === 0 ? 0 : several / (total + several) }
  const losses = lossesOf(plan, data)
  const strangers = strangersIn(plan, data.units)
  const isMismatch =
    sequential.isMismatch || (!isRefusal(srm) && srm.unexpected.length > 0) || strangers.length > 0
  const unevenStages = unevenStagesOf(plan, data)
  const unevenSegments = unevenSegmentsOf(plan, data)
  const overfull = overfullOf(plan, data)
  const isMixed = severalVariants.share >= SEVERAL_SHARE
  const different = losses.filter(({ isDifferent }) => isDifferent)
  const problems = [
    ...strangers.map(
      (key) =>
        `${data.units[key]} units were exposed to "${key}", which is no variant of the plan.`,
    ),
    ...(isMismatch && strangers.length === 0
      ? [
          `The exposed units do not divide as planned: ${counts(data.units).join(', ')} for shares of ${shares.join(', ')}.`,
        ]
      : []),
    ...unevenStages,
    ...overfull,
    ...(isMixed ? [`${several} units were exposed to more than one variant.`] : []),
    ...different.map(
      ({ of, variant, controlShare, share }) =>
        `${percent(share)} of the units of "${variant}" are missing in ${of}, and ${percent(controlShare)} of the control's.`,
    ),
    ...unevenSegments,
  ]
  return {
    status:
      isMismatch || isMixed || unevenStages.length > 0 || overfull.length > 0
        ? 'broken'
        : different.length > 0 || unevenSegments.length > 0
          ? 'warning'
          : 'good',
    srm,
    srmSequential: sequential,
    severalVariants,
    losses,
    diagnosis: diagnose(plan, data, { isMismatch, isMixed, hasLoss: different.length > 0 }),
    problems,
  }
}

/** Metrics that were measured of more units than were exposed, or are left for the analysis. */
function overfullOf(plan: AnalysisPlan, data: AnalysisData): string[] {
  return metricsOf(plan).flatMap(({ key: metric }) =>
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
function unevenStagesOf(plan: AnalysisPlan, data: AnalysisData): string[] {
  const { assigned, analysed } = data
  const planned = plan.variants.map(({ share }) => share).join(', ')
  const said = (who: string, units: ByVariant<number>): string[] => {
    if (!isUneven(plan, units)) return []
    const counts = plan.variants.map(({ key }) => units[key] ?? 0).join(', ')
    return [`${who} do not divide as planned: ${counts} for shares of ${planned}.`]
  }
  return [
    ...(assigned === undefined
      ? []
      : [
          ...strangersIn(plan, assigned).map(
            (key) =>
              `${assigned[key]} units were assigned to "${key}", which is no variant of the plan.`,
          ),
          ...said('The assigned units', assigned),
        ]),
    ...(analysed === undefined ? [] : said('The units that are left for the analysis', analysed)),
    ...[...plan.primary, ...(plan.guardrails ?? [])].flatMap(({ key }) => {
      const measured = measuredOf(plan, data, key)
      return measured === undefined ? [] : said(`The units that have a value of ${key}`, measured)
    }),
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
        .filter(({ units }) => isUneven(plan, units))
        .map(({ value }) => `In ${segment} "${value}" the units do not divide as planned.`),
    )
}

/** Every metric that the plan names. */
function metricsOf({ primary, guardrails = [], secondary = [] }: AnalysisPlan): MetricPlan[] {
  return [...primary, ...guardrails, ...secondary]
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

function lossesOf(plan: AnalysisPlan, data: AnalysisData): LossRow[] {
  const rows: Omit<LossRow, 'isDifferent'>[] = []
  for (const { key } of plan.variants) {
    if (key === plan.control) continue
    if (data.assigned !== undefined) {
      const { assigned } = data
      const lost = (variant: string): number =>
        (assigned[variant] ?? 0) - (data.units[variant] ?? 0)
      rows.push(
        ...lossRow('exposure', key, plan.control, lost, (variant) => assigned[variant] ?? 0),
      )
    }
    for (const [metric, missing] of Object.entries(missingOf(plan, data)).toSorted(byName)) {
      rows.push(
        ...lossRow(
          metric,
          key,
          plan.control,
          (variant) => missing[variant] ?? 0,
          (variant) => data.units[variant] ?? 0,
        ),
      )
    }
  }
  // As many as there are, each has its part of alpha.
  return rows.map((row) => ({ ...row, isDifferent: row.p * rows.length <= LOSS_ALPHA }))
}

/** Units without a value: as they were counted, else those that a planned metric leaves out. */
function missingOf(plan: AnalysisPlan, data: AnalysisData): Record<string, ByVariant<number>> {
  const result: Record<string, ByVariant<number>> = {}
  for (const { key } of metricsOf(plan)) {
    const left = plan.variants
      .filter((variant) => variant.share > 0)
      .map((variant) => {
        const all = data.units[variant.key] ?? 0
        return [variant.key, all - (data.metrics[key]?.[variant.key]?.n ?? NaN)] as const
      })
    if (left.every(([, units]) => Number.isSafeInteger(units) && units >= 0)) {
      result[key] = Object.fromEntries(left)
    }
  }
  return { ...result, ...data.missing }
}

function lossRow(
  of: string,
  variant: string,
  control: string,
  lost: (variant: string) => number,
  all: (variant: string) => number,
): Omit<LossRow, 'isDifferent'>[] {
  const rateOf = (key: string): Rate => ({ successes: lost(key), n: all(key) })
  const compared = orRefusal(() => compareLosses(rateOf(control), rateOf(variant)))
  if (isRefusal(compared)) return []
  const shareOf = (key: string): number => lost(key) / all(key)
  return [{ of, variant, controlShare: shareOf(control), share: shareOf(variant), ...compared }]
}

/** Pooled z, and Fisher's exact test where few are lost. */
function compareLosses(control: Rate, variant: Rate): { readonly p: number } {
  const { p } = compareRates(control, variant)
  if (fewestExpected(control, variant) >= FEWEST_EXPECTED) return { p }
  return { p: fisherExact(control, variant).p }
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(3)} %`
}
