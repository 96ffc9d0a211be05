import type { QuantileMetric, TimeMetric } from '@sluice/core'
import type { SurvivalStep } from '@sluice/events'
import {
  normalUpperQuantile,
  type ByVariant,
  type MeanEstimate,
  type SurvivalData,
} from '@sluice/stats'
import type { AskedStore } from './asked-store.ts'
import { analysisOf, type MeasureQuestion } from './measure-units.ts'
import { outcomeOf } from './metric-question.ts'
import { asSent } from './sent-by.ts'

/** The part of an event store that quantiles and times ask. */
export type ApartStore = Pick<AskedStore, 'metrics' | 'timeToOutcome'>

/** Steps of a curve: fine enough for an eye, and few enough for a page. */
const STEPS = 200

/**
 * Measures a quantile over units: an estimate for each variant, with the error of its
 * order-statistic interval (the outer-CI method, which needs no density). Variants whose
 * interval leaves the data are left out.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 */
export async function measureQuantile(
  store: ApartStore,
  question: MeasureQuestion,
  metric: QuantileMetric,
): Promise<ByVariant<MeanEstimate>> {
  const { probability, windowMs, completeOnly } = metric
  const z = normalUpperQuantile(0.025)
  const ranksFor = (n: number): [number, number] => {
    const reach = z * Math.sqrt(n * probability * (1 - probability))
    return [Math.floor(n * probability - reach), Math.floor(n * probability + reach) + 1]
  }
  const { quantiles } = await store.metrics(analysisOf(asSent(question, metric)), [
    {
      name: 'quantile',
      kind: 'quantile',
      outcome: outcomeOf(metric, question.flag),
      probability,
      ranks: ranksFor,
      ...(windowMs !== undefined && { windowMs }),
      ...(completeOnly !== undefined && { completeOnly }),
    },
  ])
  return Object.fromEntries(
    quantiles.flatMap(({ variant, units, estimate, ranked }): [string, MeanEstimate][] => {
      const [low, high] = ranksFor(units).map((rank) => ranked[rank])
      if (estimate === undefined || low === undefined || high === undefined) return []
      return [[variant, { mean: estimate, squaredError: ((high - low) / (2 * z)) ** 2, n: units }]]
    }),
  )
}

/** Measures how long it took: a time for each unit, and whether it happened then. */
export async function measureTimes(
  store: ApartStore,
  question: MeasureQuestion,
  metric: TimeMetric,
): Promise<ByVariant<SurvivalData>> {
  const { horizonMs } = metric
  const steps = await store.timeToOutcome(analysisOf(asSent(question, metric)), {
    outcome: outcomeOf(metric, question.flag),
    horizonMs,
    resolutionMs: Math.max(1, Math.floor(horizonMs / STEPS)),
  })
  const byVariant = Map.groupBy(steps, ({ variant }) => variant)
  return Object.fromEntries([...byVariant].map(([variant, own]) => [variant, expanded(own)]))
}

/** One time for each unit; the last step of those that are still open comes after their last time. */
function expanded(steps: readonly SurvivalStep[]): SurvivalData {
  const size = (step: SurvivalStep): number => Math.round(step.events) + Math.round(step.censored)
  const times = new Float64Array(steps.reduce((sum, step) => sum + size(step), 0))
  const events = Array.from<boolean>({ length: times.length }).fill(false)
  let at = 0
  for (const step of steps) {
    const happened = Math.round(step.events)
    times.fill(step.timeMs, at, at + size(step))
    events.fill(true, at, at + happened)
    at += size(step)
  }
  return { times, events }
}
