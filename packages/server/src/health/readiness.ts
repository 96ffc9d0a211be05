import type { StoreHealth } from '../store/store.ts'

/** Whether the service should get requests, and what is wrong with it. */
export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'stopping'
  /** Stable codes that tell nothing of the inside. */
  readonly causes: readonly string[]
}

/**
 * Tells the readiness of a service from the health of its store.
 *
 * @param others - what else is wrong
 */
export function readinessOf(
  health: StoreHealth,
  isStopping: boolean,
  others: readonly string[] = [],
): Readiness {
  const causes = [
    health.database === 'unavailable' && 'database_unavailable',
    health.database === 'snapshot' && 'serving_from_snapshot',
    health.auditFault !== undefined &&
      (health.auditFault.kind === 'ruleset_differs' ? 'ruleset_differs' : 'audit_chain_broken'),
    health.unreadableRulesets === true && 'ruleset_unreadable',
    health.quarantinedFlags > 0 && 'flags_quarantined',
    ...others,
  ].filter((cause) => cause !== false)
  if (isStopping) return { status: 'stopping', causes }
  return { status: causes.length > 0 ? 'degraded' : 'ready', causes }
}
