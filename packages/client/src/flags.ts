import { canonical } from './canonical.ts'
import type { FlagEntry, FlagTable } from './state.ts'

/**
 * Takes over an answer. What did not change keeps its identity, so that readers
 * of other flags notice nothing; a flag that failed keeps its last value.
 *
 * @param bad - keys of malformed flags, which keep their last value too
 * @returns `held` itself when nothing changed
 * @throws RangeError when a value is nested too deeply
 */
export function adopt(held: FlagTable, answer: FlagTable, bad: readonly unknown[]): FlagTable {
  const next = new Map<string, FlagEntry>()
  for (const [key, entry] of answer) next.set(key, merge(held.get(key), entry))
  for (const [key, last] of held) if (bad.includes(key) && !next.has(key)) next.set(key, last)
  const isSame =
    next.size === held.size && [...next].every(([key, entry]) => held.get(key) === entry)
  return isSame ? held : next
}

function merge(last: FlagEntry | undefined, entry: FlagEntry): FlagEntry {
  if (last === undefined) return entry
  const isWorse = entry.errorCode !== undefined && last.errorCode === undefined
  if (isWorse || isEqual(last, entry)) return last
  return last.value !== undefined && isSameValue(last.value, entry.value)
    ? { ...entry, value: last.value }
    : entry
}

// Field by field, since a ruleset has many flags and an answer changes few of them.
function isEqual(a: FlagEntry, b: FlagEntry): boolean {
  const names = Object.keys(a.metadata)
  return (
    a.variant === b.variant &&
    a.reason === b.reason &&
    a.errorCode === b.errorCode &&
    a.errorMessage === b.errorMessage &&
    names.length === Object.keys(b.metadata).length &&
    names.every((name) => a.metadata[name] === b.metadata[name]) &&
    isSameValue(a.value, b.value)
  )
}

function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && canonical(a) === canonical(b))
}
