import type { Look, RunningLook } from '../sequential/path.ts'
import { runningLooks } from '../sequential/path.ts'
import type { EffectTrendResult } from '../trend/effect-trend.ts'
import { effectTrend } from '../trend/effect-trend.ts'
import { effectTrendSequential } from '../trend/effect-trend-sequential.ts'
import type { TableUntil } from './all-looks.ts'
import { treatmentsOf } from './treatments.ts'
import type { AnalysisData, Day } from './data.ts'
import { relativeEffectOf } from './effect.ts'
import { sequence } from './look.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/**
 * All days up to one, read by a test that may be read every day: the `looks` that were kept of a
 * plan that may be read at any time, or else the days, as they are known by now.
 */
export interface SeriesPoint extends RunningLook {
  readonly day: string
  readonly estimate: number
}

/** A primary metric over time. */
export interface Series {
  readonly metric: string
  readonly treatment: string
  /** From the first day on that has enough; the interval only ever narrows. */
  readonly points: readonly SeriesPoint[]
  /**
   * Whether the effect of a day's units changes with the day: a novelty, or a habit. For one look.
   * Of log ratios, since those who came first have had longer: of means, and for rates of how fast
   * it happens. So an effect that stays the same for each of them has no trend.
   */
  readonly trend: EffectTrendResult | Refusal
  /** Whether it does by a test that may be looked at every day. */
  readonly isTrending: boolean
  /** The first day that is lacking for another reason than too little data. */
  readonly fault?: Refusal & { readonly day: string }
}

/** The primary metrics day by day, as confidence sequences, and whether their effects fade. */
export function seriesOf(
  plan: AnalysisPlan,
  { days = [] }: AnalysisData,
  tables: readonly TableUntil[],
): readonly Series[] {
  if (days.length === 0) return []
  return plan.primary.flatMap((metric) =>
    treatmentsOf(plan).map((treatment) => ({
      metric: metric.key,
      treatment,
      ...pointsOf(plan, metric, treatment, tables),
      ...trendOf(plan, metric, treatment, days),
    })),
  )
}

function pointsOf(
  plan: AnalysisPlan,
  metric: MetricPlan,
  treatment: string,
  tables: readonly TableUntil[],
): Pick<Series, 'points' | 'fault'> {
  const { alpha = 0.05, stopping } = plan
  const tunedFor = stopping.kind === 'always_valid' ? stopping.tunedFor : stopping.units
  const found: (Look & { readonly day: string; readonly estimate: number })[] = []
  let fault: Series['fault']
  for (const { day, ...table } of tables) {
    const look = isRefusal(table)
      ? table
      : orRefusal(() =>
          sequence(measure(plan, metric, table.metrics, treatment), 'difference', alpha, tunedFor),
        )
    if (!isRefusal(look)) found.push({ ...pick(look), day })
    else if (look.refused !== 'insufficient_data') fault ??= { day, ...look }
  }
  const points = runningLooks(found)
    .map((look, index) => ({
      day: found[index]?.day ?? '',
      estimate: found[index]?.estimate ?? NaN,
      ...look,
    }))
    // Of a day that was looked at twice, what both say together.
    .filter(({ day }, index) => day !== found[index + 1]?.day)
  return { points, ...(fault !== undefined && { fault }) }
}

function pick({
  estimate,
  p,
  logP,
  interval,
}: Look & { readonly estimate: number }): Look & { readonly estimate: number } {
  return { estimate, p, logP, interval }
}

function trendOf(
  plan: AnalysisPlan,
  metric: MetricPlan,
  treatment: string,
  days: readonly Day[],
): Pick<Series, 'trend' | 'isTrending'> {
  const { alpha = 0.05 } = plan
  const effects = days.flatMap(({ metrics = {} }, at) => {
    const effect = orRefusal(() => relativeEffectOf(measure(plan, metric, metrics, treatment)))
    return isRefusal(effect) ? [] : [{ at, ...effect }]
  })
  const always = orRefusal(() => effectTrendSequential(effects, { alpha }))
  return {
    trend: orRefusal(() => effectTrend(effects, { alpha })),
    isTrending: !isRefusal(always) && always.p <= alpha,
  }
}
