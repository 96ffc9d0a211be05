import { StatsError } from '../errors.ts'
import type { Heterogeneity } from '../pooling/random-effects.ts'
import { heterogeneity } from '../pooling/random-effects.ts'
import type { HeterogeneitySequential } from '../pooling/heterogeneity-sequential.ts'
import { heterogeneitySequential } from '../pooling/heterogeneity-sequential.ts'
import { checkSequentialMinimum } from '../sequential/asymptotic.ts'
import type { MetricTable } from './data.ts'
import { effectOf } from './effect.ts'
import type { Progress } from './look.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import { isAnswer, orRefusal } from './refusal.ts'

/**
 * Whether an effect differs between the values of a segment: by Q where a fixed plan is read, and
 * at every other look by a test that holds at all of them, over the values that have as many units
 * as a sequence needs.
 *
 * @throws StatsError `insufficient_data` where less than two values can be compared
 */
export function segmentSpread(
  plan: AnalysisPlan,
  metric: MetricPlan,
  treatment: string,
  tables: readonly MetricTable[],
  progress: Progress,
): Heterogeneity | HeterogeneitySequential {
  const { alpha = 0.05, stopping } = plan
  const isOnce = stopping.kind === 'fixed' && progress.mayDecide
  const effects = tables
    .map((metrics) =>
      orRefusal(() => {
        const measured = measure(plan, metric, metrics, treatment)
        const { control, treatment: treated, rate } = measured
        if (!isOnce) checkSequentialMinimum(control, treated, rate)
        return { ...effectOf(measured, alpha), n: control.n + treated.n }
      }),
    )
    .filter(isAnswer)
  if (effects.length < 2) {
    throw new StatsError(
      'insufficient_data',
      `${effects.length} of ${tables.length} values of the segment have enough units for their effects to be compared with one another. Wait for more.`,
    )
  }
  if (isOnce) return heterogeneity(effects)
  const n = effects.reduce((sum, effect) => sum + effect.n, 0)
  const tunedFor = stopping.kind === 'always_valid' ? stopping.tunedFor : stopping.units
  return heterogeneitySequential(effects, { alpha, n, ...(tunedFor !== undefined && { tunedFor }) })
}
