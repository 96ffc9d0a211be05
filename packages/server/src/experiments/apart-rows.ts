import type { Metric } from '@sluice/core'
import {
  compareQuantileEstimates,
  compareRatesUnpooled,
  lift,
  liftOfQuantiles,
  logRank,
  rateEstimate,
  StatsError,
  type ByVariant,
  type QuantileEstimate,
  type Rate,
  type Refusal,
  type SurvivalData,
  type TestResult,
} from '@sluice/stats'
import { measureQuantile, measureTimes, type ApartStore } from '../measure/measure-apart.ts'
import type { MeasureQuestion } from '../measure/measure-units.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { measureOutside } from '../measure/prometheus/measure-outside.ts'
import { curveOf, followedMs } from './curve.ts'
import type { ApartPlan, SealedPlan } from './sealed-plan.ts'

/** A metric that is read apart from those of units, for one treatment. */
export interface ApartComparison {
  readonly treatment: string
  readonly difference?: TestResult
  readonly lift?: TestResult
  /** Of times: whether it happens sooner in one than in the other. */
  readonly logRank?: { readonly statistic: number; readonly p: number }
}

/** A metric that is read apart: once, without a correction for how often. */
export interface ApartRow {
  readonly metric: string
  readonly kind: Metric['kind']
  readonly role: ApartPlan['role']
  readonly values: ByVariant<Readonly<Record<string, unknown>>>
  readonly comparisons: readonly (ApartComparison | ({ readonly treatment: string } & Refusal))[]
  /** Why there is nothing, where the source does not answer. */
  readonly failed?: string
}

/** What apart metrics are read from. */
export interface ApartSources {
  readonly store: ApartStore
  readonly prometheus: AskPrometheus
}

/** Reads quantiles, times and what is measured outside; what fails says so in its row. */
export async function apartRows(
  sources: ApartSources,
  question: MeasureQuestion,
  plan: SealedPlan,
): Promise<ApartRow[]> {
  const rows = plan.apart.map(async ({ key, role }): Promise<ApartRow[]> => {
    const metric = plan.definitions[key]
    if (metric === undefined) return []
    const empty = { metric: key, kind: metric.kind, role, values: {}, comparisons: [] }
    try {
      return [{ ...empty, ...(await readApart(sources, question, plan, metric)) }]
    } catch (error) {
      // A source outside that is away takes its own row, and no other.
      if (metric.kind !== 'prometheus') throw error
      return [{ ...empty, failed: error instanceof Error ? error.message : String(error) }]
    }
  })
  return (await Promise.all(rows)).flat()
}

async function readApart(
  { store, prometheus }: ApartSources,
  question: MeasureQuestion,
  plan: SealedPlan,
  metric: Metric,
): Promise<Pick<ApartRow, 'values' | 'comparisons'>> {
  switch (metric.kind) {
    case 'quantile': {
      const found = await measureQuantile(store, question, metric)
      return {
        values: mapValues(found, ({ estimate, n }) => ({ value: estimate, n })),
        comparisons: compared(plan, found, quantilesApart),
      }
    }
    case 'time_to_event': {
      const found = await measureTimes(store, question, metric)
      const untilMs = followedMs(Object.values(found), metric.horizonMs)
      const curves = mapValues(found, (data) => ({
        n: data.times.length,
        ...curveOf(data, untilMs),
      }))
      return { values: curves, comparisons: compared(plan, found, timesApart) }
    }
    case 'prometheus': {
      const variants = plan.variants.map(({ key }) => key)
      const found = await measureOutside(prometheus, question, metric, variants)
      const rates = Object.entries(found).flatMap(([variant, { rate }]): [string, Rate][] =>
        rate === undefined ? [] : [[variant, rate]],
      )
      return {
        values: mapValues(found, ({ value, rate }) => ({ value, ...rate })),
        comparisons: rates.length < 2 ? [] : compared(plan, Object.fromEntries(rates), ratesApart),
      }
    }
    case 'conversion':
    case 'count':
    case 'sum':
    case 'mean':
    case 'share_above':
    case 'ratio':
    case 'retention':
      return { values: {}, comparisons: [] }
  }
}

function quantilesApart(
  control: QuantileEstimate,
  treatment: QuantileEstimate,
): Omit<ApartComparison, 'treatment'> {
  const difference = compareQuantileEstimates(control, treatment)
  // A lift is of what is above 0.
  if (Math.min(control.low, treatment.low) <= 0) return { difference }
  return { difference, lift: liftOfQuantiles(control, treatment) }
}

function timesApart(
  control: SurvivalData,
  treatment: SurvivalData,
): Omit<ApartComparison, 'treatment'> {
  const { statistic, p } = logRank(control, treatment)
  return { logRank: { statistic, p } }
}

function ratesApart(control: Rate, treatment: Rate): Omit<ApartComparison, 'treatment'> {
  return {
    difference: compareRatesUnpooled(control, treatment),
    lift: lift(rateEstimate(control), rateEstimate(treatment), { df: 'normal' }),
  }
}

function compared<T>(
  plan: SealedPlan,
  found: ByVariant<T>,
  compare: (control: T, treatment: T) => Omit<ApartComparison, 'treatment'>,
): ApartRow['comparisons'] {
  const control = found[plan.control]
  return plan.variants
    .filter(({ key, share }) => key !== plan.control && share > 0)
    .map(({ key: treatment }) => {
      const own = found[treatment]
      if (control === undefined || own === undefined) {
        return { treatment, refused: 'insufficient_data', message: 'Too little was measured yet.' }
      }
      try {
        return { treatment, ...compare(control, own) }
      } catch (error) {
        if (!(error instanceof StatsError)) throw error
        return { treatment, refused: error.category, message: error.message }
      }
    })
}

function mapValues<T>(
  record: ByVariant<T>,
  map: (value: T) => Readonly<Record<string, unknown>>,
): ByVariant<Readonly<Record<string, unknown>>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
