import type { Metric, MetricBase, Ruleset } from '@sluice/core'
import type { RolloutPlan } from '@sluice/rollout'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'

const UNMEASURED: ReadonlySet<string> = new Set([
  'title',
  'description',
  'owner',
  'unit',
  'minimumEffect',
  'margin',
] satisfies (keyof MetricBase)[])

// A metric of a ruleset never changes, and every look at its rollout asks for its name.
const marks = new WeakMap<Metric, string>()

/**
 * Names what a metric measures, by a hash. Texts, owners and what experiments are planned by are
 * not in it: who corrects a title measures the same.
 */
export function metricMark(metric: Metric): string {
  const known = marks.get(metric) ?? markOf(metric)
  marks.set(metric, known)
  return known
}

function markOf(metric: Metric): string {
  const measured = Object.entries(metric).filter(([name]) => !UNMEASURED.has(name))
  return sha256(canonicalJson(Object.fromEntries(measured)))
}

/** The marks of the metrics that a plan watches, by name; those that there are. */
export function metricMarks(
  { guardrails }: Pick<RolloutPlan, 'guardrails'>,
  { metrics }: Pick<Ruleset, 'metrics'>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    guardrails.flatMap(({ metric: name }) => {
      const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
      return metric === undefined ? [] : [[name, metricMark(metric)] as const]
    }),
  )
}
