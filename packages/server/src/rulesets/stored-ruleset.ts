import { parseRuleset, rulesetDocument } from '@sluice/core/schema'
import type { Fault, JsonObject, Ruleset } from '@sluice/core'

/** A ruleset as it was stored, read by this release. */
export interface StoredRuleset {
  readonly ruleset: Ruleset
  /** Flags that this release cannot read, as they were stored; they are kept, not served. */
  readonly quarantined: JsonObject
  readonly faults: readonly Fault[]
}

const NONE: JsonObject = Object.freeze({})

/** A ruleset that this release made itself. */
export function wholeRuleset(ruleset: Ruleset): StoredRuleset {
  return { ruleset, quarantined: NONE, faults: [] }
}

/**
 * Reads a stored ruleset.
 *
 * @param value - as `JSON.parse` gives it
 * @throws SluiceError `INVALID_RULESET` when nothing in it can be used
 */
export function readStored(value: unknown): StoredRuleset {
  const stored = value as { flags?: Record<string, JsonObject> }
  const { ruleset, quarantined: faults } = parseRuleset(stored, { mode: 'read' })
  const lost = Object.entries(stored.flags ?? {}).filter(
    ([key]) => !Object.hasOwn(ruleset.flags, key),
  )
  return { ruleset, quarantined: Object.fromEntries(lost), faults }
}

/** The text to store: what is published, and what was kept back. */
export function storedText({ ruleset, quarantined }: StoredRuleset): string {
  return JSON.stringify({
    ...ruleset,
    flags: { ...keptBack(ruleset, quarantined), ...ruleset.flags },
  })
}

/** The document to store: as people write it, archived flags included. */
export function storedDocument({ ruleset }: StoredRuleset): string {
  return JSON.stringify(rulesetDocument(ruleset))
}

/** The flags that are still kept back: those that nobody has written anew. */
export function keptBack(ruleset: Ruleset, quarantined: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(quarantined).filter(([key]) => !Object.hasOwn(ruleset.flags, key)),
  )
}
