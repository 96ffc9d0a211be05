import { livedMs } from '../measure/lived-ms.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** What every unit has to live before it can be read. */
export interface Lived {
  /** The slowest metric that decides. */
  readonly metric: string
  readonly ms: number
}

/**
 * What the units of a plan have to live before they are read: the slowest of its primary metrics
 * and guardrails, since a verdict takes both. Looks are counted by those that have; `undefined`
 * where every exposed unit counts at once.
 */
export function livedOf({
  primary,
  guardrails = [],
  definitions,
}: Pick<SealedPlan, 'primary' | 'guardrails' | 'definitions'>): Lived | undefined {
  let slowest: Lived | undefined
  for (const { key: metric } of [...primary, ...guardrails]) {
    const ms = livedMs(definitions[metric])
    if (ms > (slowest?.ms ?? 0)) slowest = { metric, ms }
  }
  return slowest
}
