import { parseRuleset } from '@sluice/core/schema'
import { re2Engine } from '@sluice/core/regex'
import { SluiceError, type Fault, type Flag, type Ruleset } from '@sluice/core'

/**
 * Parses what somebody wrote, with every check there is.
 *
 * @throws SluiceError `INVALID_RULESET` with all faults
 */
export function parseDocument(document: unknown): Ruleset {
  return parseRuleset(document, { mode: 'write', regex: re2Engine }).ruleset
}

/** What is wrong with a document; nothing when it can be parsed. */
export function parseFaults(document: unknown): readonly Fault[] {
  try {
    parseDocument(document)
    return []
  } catch (error) {
    if (error instanceof SluiceError) return error.faults
    throw error
  }
}

/** A ruleset with these flags in the place of its own. */
export function withFlags(ruleset: Ruleset, flags: Iterable<readonly [string, Flag]>): Ruleset {
  const record: Record<string, Flag> = Object.create(null) as Record<string, Flag>
  for (const [key, flag] of flags) record[key] = flag
  return { ...ruleset, flags: record }
}

/** A ruleset with another flag under a key that it has, in the same place. */
export function withFlag(ruleset: Ruleset, key: string, flag: Flag): Ruleset {
  return withFlags(
    ruleset,
    Object.entries(ruleset.flags).map(([name, own]) => [name, name === key ? flag : own] as const),
  )
}

/** The part of a ruleset that a document for people shows: without archived flags. */
export function liveRuleset(ruleset: Ruleset): Ruleset {
  return withFlags(
    ruleset,
    Object.entries(ruleset.flags).filter(([, flag]) => !flag.archived),
  )
}
