import { eventAttributesOf, type Ruleset } from '@sluice/core'

/** Which units and attributes may be kept with events. */
export interface DeclaredAttributes {
  readonly units: ReadonlySet<string>
  readonly stored: ReadonlySet<string>
}

const BUILT_IN_UNITS = ['targetingKey', 'anonymousKey']

const known = new WeakMap<Ruleset, DeclaredAttributes>()

/** What a ruleset declares to be kept: units with the two that are built in, and what is stored and not sensitive. */
export function declaredAttributes(ruleset: Ruleset): DeclaredAttributes {
  const remembered = known.get(ruleset)
  if (remembered !== undefined) return remembered
  const { units, stored } = eventAttributesOf(ruleset)
  const declared = { units: new Set([...BUILT_IN_UNITS, ...units]), stored: new Set(stored) }
  known.set(ruleset, declared)
  return declared
}
