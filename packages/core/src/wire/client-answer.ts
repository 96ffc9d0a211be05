import type { CompiledRuleset } from '../compile.ts'
import type { Evaluation } from '../evaluation.ts'
import { ownValue } from '../records.ts'
import type { OfrepFailure, OfrepFlag } from './ofrep.ts'
import { toOfrep } from './ofrep.ts'

const PREREQUISITE = 'prerequisite:'

/** Tells whether a flag exists for a client key: it is neither archived nor marked `serverOnly`. */
export function existsForClients(compiled: CompiledRuleset, key: string): boolean {
  return compiled.has(key) && ownValue(compiled.ruleset.flags, key)?.serverOnly === false
}

/**
 * Writes an evaluation as a client key may read it, which everybody can who has
 * the page: a flag that does not exist for the reader is not named, and the
 * message of an error tells nothing of the rules. Where only grants may force
 * flags, each says that it may not be overridden.
 */
export function toClientOfrep(
  compiled: CompiledRuleset,
  evaluation: Evaluation,
): OfrepFlag | OfrepFailure {
  let item = toOfrep(evaluation)
  if (compiled.ruleset.overridable === false)
    item = { ...item, metadata: { ...item.metadata, overridable: false } }
  if ('errorCode' in item) {
    if (item.errorCode === 'TARGETING_KEY_MISSING') return item
    return { ...item, errorDetails: 'The flag cannot be evaluated. Its owner can see why.' }
  }
  const ruleId = item.metadata?.ruleId
  if (ruleId === undefined || !ruleId.startsWith(PREREQUISITE)) return item
  if (existsForClients(compiled, ruleId.slice(PREREQUISITE.length))) return item
  return { ...item, metadata: { ...item.metadata, ruleId: 'prerequisite' } }
}
