import {
  compareEstimates,
  compareMeansCuped,
  compareRatiosCuped,
  meanEstimate,
  rateEstimate,
  ratioEstimate,
  StatsError,
  sumDays,
  type ByVariant,
  type Day,
  type MeanEstimate,
  type MetricSummary,
  type MetricTable,
  type MetricTest,
  type TestResult,
} from '@sluice/stats'
import type { SealedPlan } from './sealed-plan.ts'
import { SMALL_CELL } from './suppress.ts'

const DAY_MS = 86_400_000

/** A treatment less the control at one time, with an interval that may be read there once. */
export interface DatedDifference {
  /** Such as `2026-11-26`, or the day since the first exposure from 0 on. */
  readonly day: string | number
  /** Units of both together. */
  readonly units: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** How a primary metric of a treatment goes on, otherwise than as the sum of all days. */
export interface OverTime {
  readonly metric: string
  readonly treatment: string
  /** Of those alone who came first on a day. */
  readonly daily: readonly DatedDifference[]
  /**
   * Of all who had come by then; it would decide too often were it read on every day. It ends with
   * the look that a plan allows.
   */
  readonly readOnce: readonly DatedDifference[]
  /** Of everybody, on a day of their own; where it was asked for. */
  readonly sinceExposure: readonly DatedDifference[]
}

/** What was measured on each day since the first exposure. */
export type DaysSince = readonly { readonly day: number; readonly metrics: MetricTable }[]

/**
 * Compares the days of an experiment one by one, without those that few units came on.
 *
 * @param lookedAt - when the look was taken that the results tell, epoch milliseconds; sums after
 *   it would be further looks
 */
export function overTimeOf(
  plan: SealedPlan,
  days: readonly Day[],
  since: DaysSince = [],
  lookedAt: number = Infinity,
): readonly OverTime[] {
  const treatments = plan.variants.filter(({ key, share }) => key !== plan.control && share > 0)
  const primary = onlyOf(
    days,
    plan.primary.map(({ key }) => key),
  )
  const sums = primary
    .filter(({ day }) => Date.parse(day) + DAY_MS <= lookedAt)
    .map(({ day }, at) => ({ day, metrics: sumDays(primary.slice(0, at + 1)) }))
  return plan.primary.flatMap(({ key: metric, test }) =>
    treatments.map(({ key: treatment }) => {
      const along = (list: readonly { day: string | number; metrics?: MetricTable }[]) =>
        list.flatMap(({ day, metrics = {} }) =>
          differenceOn({ ...plan, test }, day, metrics[metric] ?? {}, treatment),
        )
      return {
        metric,
        treatment,
        daily: along(primary),
        readOnce: along(sums),
        sinceExposure: along(since),
      }
    }),
  )
}

function onlyOf(days: readonly Day[], names: readonly string[]): readonly Day[] {
  return days.map(({ metrics = {}, ...day }) => ({
    ...day,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => names.includes(name))),
  }))
}

function differenceOn(
  { control, alpha = 0.05, test }: SealedPlan & { readonly test: MetricTest | undefined },
  day: string | number,
  summaries: ByVariant<MetricSummary>,
  treatment: string,
): DatedDifference[] {
  const [base, treated] = [summaries[control], summaries[treatment]]
  // What a day's few units did would say something about people.
  if (base === undefined || treated === undefined || Math.min(base.n, treated.n) < SMALL_CELL)
    return []
  try {
    const { estimate, interval } = compare(base, treated, alpha, test !== 'unadjusted')
    return [{ day, units: base.n + treated.n, estimate, low: interval.low, high: interval.high }]
  } catch (error) {
    // On such a day nothing differs from anything, or nothing is there to divide by.
    if (error instanceof StatsError) return []
    throw error
  }
}

function compare(
  base: MetricSummary,
  treated: MetricSummary,
  alpha: number,
  isAdjusted: boolean,
): TestResult {
  if (isAdjusted && base.kind === 'mean' && treated.kind === 'mean') {
    if ('covariate' in base && 'covariate' in treated)
      return compareMeansCuped(base, treated, { alpha })
  }
  if (isAdjusted && base.kind === 'ratio' && treated.kind === 'ratio') {
    if ('covariate' in base && 'covariate' in treated)
      return compareRatiosCuped(base, treated, { alpha })
  }
  return compareEstimates(estimateOf(base), estimateOf(treated), { alpha })
}

function estimateOf(summary: MetricSummary): MeanEstimate {
  switch (summary.kind) {
    case 'rate':
      return rateEstimate(summary)
    case 'mean':
      return meanEstimate(summary)
    case 'ratio':
      return ratioEstimate(summary)
  }
}
