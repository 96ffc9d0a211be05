import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

/** Something in a plan that is no longer what was registered. */
export interface PlanChange {
  /** JSON path, such as `$.primary[0].direction`. */
  readonly path: string
  /** What was registered; absent when it was added. */
  readonly was?: unknown
  /** What the plan says now; absent when it was removed. */
  readonly is?: unknown
}

/** What changed between the plan that was registered and the one that is analysed, by path. */
export function planChanges(registered: AnalysisPlan, plan: AnalysisPlan): readonly PlanChange[] {
  return changesIn('$', registered, plan)
}

/**
 * What the data decided because the plan did not say it: that a metric is adjusted, since it came
 * with a covariate.
 */
export function unplannedTests(
  plan: AnalysisPlan,
  { metrics }: Pick<AnalysisData, 'metrics'>,
): readonly PlanChange[] {
  return (['primary', 'guardrails', 'secondary'] as const).flatMap((role) =>
    (plan[role] ?? []).flatMap(({ key, test }, index) => {
      const has = Object.values(metrics[key] ?? {}).some((summary) => 'covariate' in summary)
      return test === undefined && has ? [{ path: `$.${role}[${index}].test`, is: 'cuped' }] : []
    }),
  )
}

function changesIn(path: string, was: unknown, is: unknown): PlanChange[] {
  if (was === is) return []
  if (Array.isArray(was) && Array.isArray(is)) {
    const length = Math.max(was.length, is.length)
    return Array.from({ length }, (_, index) =>
      changesIn(`${path}[${index}]`, was[index], is[index]),
    ).flat()
  }
  if (isRecord(was) && isRecord(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted()
    return keys.flatMap((key) => changesIn(`${path}.${key}`, was[key], is[key]))
  }
  return [{ path, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
