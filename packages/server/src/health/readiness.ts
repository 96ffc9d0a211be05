import { EVENT_CAUSES } from '../intake/event-causes.ts'
import type { StoreHealth } from '../store/store.ts'

/** Whether the service should get requests, and what is wrong with it. */
export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'stopping'
  readonly causes: readonly Cause[]
}

/** Everything that a service can be degraded by. */
export const CAUSES = [
  'database_unavailable',
  'serving_from_snapshot',
  'disk_reserve_missing',
  'audit_chain_broken',
  'ruleset_differs',
  'ruleset_unreadable',
  'flags_quarantined',
  ...EVENT_CAUSES,
] as const

/** A stable code that tells nothing of the inside. */
export type Cause = (typeof CAUSES)[number]

/**
 * Tells the readiness of a service from the health of its store.
 *
 * @param others - what else is wrong
 */
export function readinessOf(
  health: StoreHealth,
  isStopping: boolean,
  others: readonly Cause[] = [],
): Readiness {
  const found: readonly (Cause | false)[] = [
    health.database === 'unavailable' && 'database_unavailable',
    health.database === 'snapshot' && 'serving_from_snapshot',
    health.reserveMissing === true && 'disk_reserve_missing',
    health.auditFault !== undefined &&
      (health.auditFault.kind === 'ruleset_differs' ? 'ruleset_differs' : 'audit_chain_broken'),
    health.unreadableRulesets === true && 'ruleset_unreadable',
    health.quarantinedFlags > 0 && 'flags_quarantined',
    ...others,
  ]
  const causes = found.filter((cause) => cause !== false)
  if (isStopping) return { status: 'stopping', causes }
  return { status: causes.length > 0 ? 'degraded' : 'ready', causes }
}
