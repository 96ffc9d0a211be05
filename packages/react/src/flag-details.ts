import type { EvaluationDetails, JsonValue } from '@sluice/core'

/** What a hook knows about a flag: the value, and how it came about. */
export interface FlagDetails<T = JsonValue> extends EvaluationDetails<T> {
  /** The rule that decided; `holdout:<name>` or `prerequisite:<flag>` when one of these did. */
  readonly ruleId: string | undefined
  /** The ruleset version that last changed what the flag can serve. */
  readonly version: number | undefined
  /** Whether somebody forced the value: an `<Override>`, a test, devtools or a grant. */
  readonly override: boolean
}

const known = new WeakMap<EvaluationDetails<unknown>, FlagDetails<unknown>>()

/**
 * Lifts the metadata that people ask for most to where they look for it. The same
 * details give the same object.
 */
export function toFlagDetails<T>(details: EvaluationDetails<T>): FlagDetails<T> {
  const last = known.get(details) as FlagDetails<T> | undefined
  if (last) return last
  const { ruleId, version, override = false } = details.metadata
  const lifted = { ...details, ruleId, version, override }
  known.set(details, lifted)
  return lifted
}
