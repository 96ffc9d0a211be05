import { analyze, type AnalysisData, type ComparisonRow, type MetricPlan } from '@sluice/stats'
import type { SealedPlan } from './sealed-plan.ts'

/** The comparisons of metrics with a covariate as they are without it. */
export function unadjustedOf(plan: SealedPlan, data: AnalysisData): ComparisonRow[] {
  const isAdjusted = ({ key }: MetricPlan): boolean =>
    Object.values(data.metrics[key] ?? {}).some((summary) => 'covariate' in summary)
  const { primary, secondary = [] } = plan
  const adjusted = [...primary, ...secondary].filter(isAdjusted).map(({ key }) => key)
  if (adjusted.length === 0) return []
  const without = (metrics: readonly MetricPlan[]): MetricPlan[] =>
    metrics.map((metric) => (isAdjusted(metric) ? { ...metric, test: 'unadjusted' } : metric))
  const bare = analyze(
    { ...plan, primary: without(primary), secondary: without(secondary), guardrails: [] },
    barely(data),
  )
  return [...bare.primary, ...bare.secondary].filter(({ metric }) => adjusted.includes(metric))
}

/** What is compared, without what is told beside it. */
export function barely({ units, lived, metrics, ranMs = 0 }: AnalysisData): AnalysisData {
  return { units, ...(lived !== undefined && { lived }), metrics, ranMs }
}
