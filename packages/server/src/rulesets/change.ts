import { rulesetDocument } from '@sluice/core/schema'
import type { JsonObject, JsonValue, Ruleset } from '@sluice/core'
import { canonicalJson } from '../audit/audit-entry.ts'

/** The parts of a ruleset that change by name, with the word for one of each. */
export const SUBJECTS = {
  flags: 'flag',
  segments: 'segment',
  layers: 'layer',
  holdouts: 'holdout',
  attributes: 'attribute',
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
  const [old, next] = [rulesetDocument(before), rulesetDocument(after)]
  return Object.entries(SUBJECTS).flatMap(([section, subject]) =>
    changesIn(subject, sectionOf(old, section), sectionOf(next, section)),
  )
}

function changesIn(subject: Subject, old: JsonObject, next: JsonObject): Change[] {
  const changes: Change[] = []
  for (const key of new Set([...Object.keys(next), ...Object.keys(old)])) {
    const before = Object.hasOwn(old, key) ? (old[key] ?? null) : null
    const after = Object.hasOwn(next, key) ? (next[key] ?? null) : null
    if (canonicalJson(before) === canonicalJson(after)) continue
    changes.push({ subject, key, kind: kindOf(before, after), before, after })
  }
  return changes
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

/** One named part of a document; empty when the document has none. */
export function sectionOf(document: JsonObject, section: string): JsonObject {
  const found = document[section]
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as JsonObject)
    : {}
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
