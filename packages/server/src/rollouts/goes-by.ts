import type { Condition, Flag, Ruleset } from '@sluice/core'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'

/** Something beside a flag that decides whom it serves what. */
export interface Part {
  readonly section: 'segments' | 'layers' | 'holdouts' | 'flags'
  readonly name: string
}

const WORDS: Readonly<Record<Part['section'], string>> = {
  segments: 'segment',
  layers: 'layer',
  holdouts: 'holdout',
  flags: 'flag',
}

/** What people call a part. */
export function wordsFor({ section, name }: Part): string {
  return `${WORDS[section]} "${name}"`
}

/**
 * Finds what a flag goes by beside itself: the segments of its rules with those within them, its
 * layers and holdouts, and the flags that it requires with all that these go by.
 */
export function partsOf(ruleset: Ruleset, flag: Flag): readonly Part[] {
  const found = new Map<string, Part>()
  const isNew = (part: Part): boolean => {
    const words = wordsFor(part)
    if (found.has(words)) return false
    found.set(words, part)
    return true
  }
  const flags = [flag]
  for (const { rules, prerequisites } of flags) {
    for (const { when, serve } of rules) {
      for (const name of segmentsIn(when, ruleset)) isNew({ section: 'segments', name })
      if (!('split' in serve)) continue
      if (serve.layer !== undefined) isNew({ section: 'layers', name: serve.layer.name })
      if (serve.holdout !== undefined) isNew({ section: 'holdouts', name: serve.holdout })
    }
    for (const { flag: name } of prerequisites) {
      const required = own(ruleset.flags, name)
      if (isNew({ section: 'flags', name }) && required !== undefined) flags.push(required)
    }
  }
  return [...found.values()]
}

// What a ruleset is made of never changes, and every look at a rollout asks for it.
const marks = new WeakMap<object, string>()

/** Names what a part is, by a hash that its texts are not in; `undefined` where there is none. */
export function partMark(ruleset: Ruleset, { section, name }: Part): string | undefined {
  const part = own<object>(ruleset[section], name)
  if (part === undefined) return undefined
  const mark = marks.get(part) ?? sha256(canonicalJson(decidingOf(part)))
  marks.set(part, mark)
  return mark
}

/** Of a flag that another one requires, what its variant is decided by; of others all but texts. */
function decidingOf(part: object): object {
  if (!('rules' in part)) {
    return 'salt' in part ? { ...part, description: null } : part
  }
  const { enabled, archived, defaultVariant, prerequisites, rules } = part as Flag
  const deciding = rules.map(({ description: _text, ...rule }) => rule)
  return { enabled, archived, defaultVariant, prerequisites, rules: deciding }
}

function segmentsIn(when: Condition | undefined, { segments }: Ruleset): ReadonlySet<string> {
  const found = new Set<string>()
  const open = when === undefined ? [] : [when]
  for (let condition = open.pop(); condition !== undefined; condition = open.pop()) {
    if ('all' in condition) open.push(...condition.all)
    else if ('any' in condition) open.push(...condition.any)
    else if ('not' in condition) open.push(condition.not)
    else if ('segment' in condition && !found.has(condition.segment)) {
      found.add(condition.segment)
      const segment = own(segments, condition.segment)
      if (segment !== undefined) open.push(segment)
    }
  }
  return found
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
