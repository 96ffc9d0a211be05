import { fewestFor, fewestForOneSide } from '../rates/expected.ts'
import type { AnalysisPlan, GuardrailPlan, MetricPlan } from './plan.ts'
import { treatmentsOf } from './treatments.ts'

/** How many events a metric needs for the score test, by the share of the smaller variant. */
export function fewestOf(
  plan: AnalysisPlan,
  metric: MetricPlan | GuardrailPlan,
): (share: number) => number {
  if ('margin' in metric) return (share) => fewestForOneSide(metric.alpha ?? 0.05, share)
  return (share) => fewestFor(ownAlpha(plan, metric), share)
}

/** The least alpha that a correction may leave a comparison of this metric. */
function ownAlpha(plan: AnalysisPlan, { key }: MetricPlan): number {
  const { alpha = 0.05, correction, primary, secondary = [] } = plan
  if (correction === 'none') return alpha
  const others = [primary, secondary].find((list) => list.some((one) => one.key === key)) ?? []
  return alpha / Math.max(1, others.length * treatmentsOf(plan).length)
}
