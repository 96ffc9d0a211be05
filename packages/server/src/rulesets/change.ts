import { rulesetDocument } from '@sluice/core/schema'
import type { Flag, JsonObject, JsonValue, Ruleset } from '@sluice/core'
import { isDeepStrictEqual } from 'node:util'
import { canonicalJson } from '../audit/audit-entry.ts'
import { withoutServiceFields } from './archive.ts'

/** The parts of a ruleset that change by name, with the word for one of each. */
export const SUBJECTS = {
  flags: 'flag',
  segments: 'segment',
  layers: 'layer',
  holdouts: 'holdout',
  attributes: 'attribute',
  metrics: 'metric',
  experiments: 'experiment',
} as const

/** What a change is about. */
export type Subject = (typeof SUBJECTS)[keyof typeof SUBJECTS]

/** What happened to it. `restored`: a rollback brought an archived flag back. */
export type ChangeKind = 'added' | 'changed' | 'archived' | 'restored' | 'removed'

/** One difference between two rulesets, in the words of their documents. */
export interface Change {
  readonly subject: Subject
  readonly key: string
  readonly kind: ChangeKind
  /** `null` when there was none. */
  readonly before: JsonValue
  /** `null` when there is none any more. */
  readonly after: JsonValue
}

/** Finds what differs between two rulesets: flags first, in the order of the later one. */
export function changesBetween(before: Ruleset, after: Ruleset): Change[] {
  const differing = Object.keys(SUBJECTS).map((section) => {
    const [old, next] = [sectionOf(before, section), sectionOf(after, section)]
    const keys = [...new Set([...Object.keys(next), ...Object.keys(old)])].filter((key) =>
      differs(old[key], next[key]),
    )
    return [section, keys] as const
  })
  // Only what differs is written out as documents: most changes touch one of a thousand flags.
  const [old, next] = [before, after].map((ruleset) =>
    rulesetDocument(onlyKeys(ruleset, differing)),
  )
  return differing.flatMap(([section, keys]) =>
    keys.flatMap((key) => {
      const [was, is] = [
        withRun(partOf(old, section, key), before, section, key),
        withRun(partOf(next, section, key), after, section, key),
      ]
      if (canonicalJson(was) === canonicalJson(is)) return []
      const subject = SUBJECTS[section as keyof typeof SUBJECTS]
      return [{ subject, key, kind: kindOf(was, is), before: was, after: is }]
    }),
  )
}

function differs(before: unknown, after: unknown): boolean {
  return before !== after && !isDeepStrictEqual(comparable(before), comparable(after))
}

/** A part without what the service sets on flags; other parts have none of it. */
function comparable(part: unknown): unknown {
  return typeof part === 'object' && part !== null && 'variants' in part
    ? withoutServiceFields(part as Flag)
    : part
}

function onlyKeys(
  ruleset: Ruleset,
  sections: readonly (readonly [string, readonly string[]])[],
): Ruleset {
  const parts = sections.map(([section, keys]) => {
    const all = sectionOf(ruleset, section)
    return [
      section,
      Object.fromEntries(
        keys.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]),
      ),
    ]
  })
  return { ...ruleset, ...(Object.fromEntries(parts) as Partial<Ruleset>) }
}

function partOf(document: JsonObject | undefined, section: string, key: string): JsonValue {
  const parts = sectionOf(document ?? {}, section)
  return Object.hasOwn(parts, key) ? (parts[key] as JsonValue) : null
}

// What becomes of an experiment is a change as well, though nobody writes it.
function withRun(part: JsonValue, ruleset: Ruleset, section: string, key: string): JsonValue {
  const run = section === 'experiments' ? ruleset.experiments[key]?.run : undefined
  if (run === undefined || typeof part !== 'object' || part === null) return part
  return { ...(part as JsonObject), run: run as unknown as JsonObject }
}

function kindOf(before: JsonValue, after: JsonValue): ChangeKind {
  if (before === null) return 'added'
  if (after === null) return 'removed'
  const [was, is] = [isArchived(before), isArchived(after)]
  if (was === is) return 'changed'
  return is ? 'archived' : 'restored'
}

function isArchived(document: JsonValue): boolean {
  return (
    typeof document === 'object' &&
    document !== null &&
    'archived' in document &&
    document['archived'] === true
  )
}

/** One named part of a document or ruleset; empty when there is none. */
export function sectionOf(whole: object, section: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(whole, section)
    ? (whole as Record<string, unknown>)[section]
    : undefined
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
}

/** One side of a list of changes, as the audit log keeps it: version, then what changed by section and key. */
export function sideOf(
  changes: readonly Change[],
  side: 'before' | 'after',
  version: number,
): JsonObject {
  const sections = Object.entries(SUBJECTS).flatMap(([section, subject]) => {
    const parts = changes
      .filter((change) => change.subject === subject)
      .map((change) => [change.key, change[side]])
    return parts.length === 0 ? [] : [[section, Object.fromEntries(parts) as JsonObject] as const]
  })
  return { version, ...Object.fromEntries(sections) }
}
