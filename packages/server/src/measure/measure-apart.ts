import type { QuantileMetric, TimeMetric } from '@sluice/core'
import type { SurvivalStep } from '@sluice/events'
import {
  quantileRanks,
  type ByVariant,
  type QuantileEstimate,
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
 * Measures a quantile over units, of what each adds up to, or of its mean page where that is a
 * vital: an estimate for each variant, with its order-statistic interval, which needs no density.
 * Variants whose interval leaves the data are left out.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 */
export async function measureQuantile(
  store: ApartStore,
  question: MeasureQuestion,
  metric: QuantileMetric,
): Promise<ByVariant<QuantileEstimate>> {
  const { probability, windowMs, completeOnly } = metric
  const ranksFor = (n: number): readonly number[] => quantileRanks(n, probability)
  const { quantiles } = await store.metrics(analysisOf(asSent(question, metric)), [
    {
      name: 'quantile',
      kind: 'quantile',
      outcome: outcomeOf(metric, question.flag),
      probability,
      ranks: ranksFor,
      // Who opens three pages has not waited thrice as long for each.
      ...(metric.vital !== undefined && { each: 'mean' as const }),
      ...(windowMs !== undefined && { windowMs }),
      ...(completeOnly !== undefined && { completeOnly }),
    },
  ])
  return Object.fromEntries(
    quantiles.flatMap(({ variant, units, estimate, ranked }): [string, QuantileEstimate][] => {
      const [low, high] = ranksFor(units).map((rank) => ranked[rank])
      if (estimate === undefined || low === undefined || high === undefined) return []
      return [[variant, { estimate, low, high, n: units }]]
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
    resolutionMs: resolutionOf(horizonMs),
  })
  const byVariant = Map.groupBy(steps, ({ variant }) => variant)
  return Object.fromEntries([...byVariant].map(([variant, own]) => [variant, expanded(own)]))
}

/** How far the steps of a curve are apart; a time is that of the step before it. */
export function resolutionOf(horizonMs: number): number {
  return Math.max(1, Math.floor(horizonMs / STEPS))
}

/**
 * One time for each unit; the last step of those that are still open comes after their last time.
 *
 * Where sampling gave units weights, there are as many as they are worth, so that a curve is as
 * wide as it has to be.
 */
function expanded(steps: readonly SurvivalStep[]): SurvivalData {
  const weight = sumOf(steps, (step) => step.events + step.censored)
  const worth = weight / sumOf(steps, ({ weightSquares }) => weightSquares)
  const times: number[] = []
  const events: boolean[] = []
  // Of sums, so that what is less than a unit in each step is not lost.
  const given = { events: 0, censored: 0 }
  for (const step of steps.toSorted((a, b) => a.timeMs - b.timeMs)) {
    for (const what of ['events', 'censored'] as const) {
      const before = Math.round(given[what] * worth)
      given[what] += step[what]
      for (let at = before; at < Math.round(given[what] * worth); at++) {
        times.push(step.timeMs)
        events.push(what === 'events')
      }
    }
  }
  return { times, events }
}

function sumOf(steps: readonly SurvivalStep[], of: (step: SurvivalStep) => number): number {
  return steps.reduce((sum, step) => sum + of(step), 0)
}
