import { BUILT_IN_ATTRIBUTES } from '../attributes.ts'
import type { Ruleset } from '../ruleset.ts'

/** Which attributes of a context travel with events, by name. */
export interface EventAttributes {
  /** What may be split by, beside `targetingKey` and `anonymousKey`. */
  readonly units: readonly string[]
  /** What is kept as it is, for segments and covariates. */
  readonly stored: readonly string[]
}

/** Lists what a ruleset declares to travel with events. What is sensitive and no unit never does. */
export function eventAttributesOf({ attributes }: Pick<Ruleset, 'attributes'>): EventAttributes {
  const declared = Object.entries(attributes).filter(
    ([name]) => !(BUILT_IN_ATTRIBUTES as readonly string[]).includes(name),
  )
  return {
    units: declared.flatMap(([name, { unit }]) => (unit ? [name] : [])),
    stored: declared.flatMap(([name, { stored, sensitive }]) =>
      stored && !sensitive ? [name] : [],
    ),
  }
}
