import type { Analysis, MetricTable } from '@sluice/stats'

/** What the rows of an analysis were made of: the look that it tells, and for some guardrails now. */
export function toldMetrics(
  { looks }: Analysis,
  atLook: MetricTable,
  now: MetricTable,
): MetricTable {
  const byNow = looks?.byNow ?? []
  return { ...atLook, ...Object.fromEntries(byNow.map((metric) => [metric, now[metric] ?? {}])) }
}
