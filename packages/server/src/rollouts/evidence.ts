import type { JsonObject } from '@sluice/core'
import type { DecisionEntry } from '@sluice/rollout'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'
import type { StoredRollout } from './rollout-rows.ts'

/**
 * What a change of the ruleset was decided by, for the audit log: the numbers with their window,
 * query and version, and the hash of the whole decision, by which a changed log gives itself away.
 */
export function evidenceOf(
  { id, decisions }: Pick<StoredRollout, 'id' | 'decisions'>,
  entry: DecisionEntry,
): JsonObject {
  const { event, decision } = entry
  // As it is stored, and as it is read again.
  return JSON.parse(
    JSON.stringify({
      rollout: id,
      decision: decisions,
      hash: sha256(canonicalJson(JSON.parse(JSON.stringify(entry)))),
      outcome: decision.outcome,
      rule: decision.rule,
      guardrails: decision.guardrails,
      measurement: event.kind === 'tick' ? event.measurement : undefined,
    }),
  ) as JsonObject
}
