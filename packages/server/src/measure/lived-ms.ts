import type { Metric } from '@sluice/core'

/** For how long a unit has to be known before it counts in a metric. */
export function livedMs(metric: Metric | undefined): number {
  if (metric?.kind === 'retention') return metric.toMs
  if (metric === undefined || !('completeOnly' in metric)) return 0
  return metric.completeOnly ? (metric.windowMs ?? 0) : 0
}
