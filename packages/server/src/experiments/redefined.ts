import type { Metric, MetricBase, Ruleset } from '@sluice/core'
import { isDeepStrictEqual } from 'node:util'
import type { SealedPlan } from './sealed-plan.ts'

/** Who corrects a text measures the same. */
const TEXTS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'owner',
] satisfies (keyof MetricBase)[])

/**
 * Names the metrics of a sealed plan that are defined otherwise now.
 *
 * @param now - absent for what is decided, which nothing that came later is about
 */
export function redefinedIn(plan: SealedPlan, now: Ruleset['metrics'] | undefined): string[] {
  if (now === undefined) return []
  return Object.entries(plan.definitions)
    .filter(([name, metric]) => {
      const is = Object.hasOwn(now, name) ? now[name] : undefined
      return is !== undefined && !isDeepStrictEqual(measuredBy(metric), measuredBy(is))
    })
    .map(([name]) => name)
}

/** A definition without its texts, as JSON has it: what was sealed has been stored. */
function measuredBy(metric: Metric): unknown {
  const parts = Object.entries(metric).filter(([name]) => !TEXTS.has(name))
  return JSON.parse(JSON.stringify(Object.fromEntries(parts))) as unknown
}
