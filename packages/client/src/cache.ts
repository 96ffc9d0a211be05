import { parseFlag } from '@sluice/core/reading'
import { readEventAttributes } from './events/event-attributes.ts'
import type { FlagEntry } from './state.ts'
import { listOf, type Shelf } from './storage.ts'
import type { Holding } from './sync-part.ts'

/** What a shelf holds: the contexts that were here most recently, newest first. */
export type CachedContext = readonly [context: unknown, values?: unknown]

/**
 * Gives the last good values of exactly this context. They never run out.
 *
 * @param context - the fingerprint of the whole context
 * @param part - of a tab: what it shows for its session, by the fingerprint of the person's keys alone
 */
export function readCache(shelf: Shelf, context: string, part = ''): Holding | undefined {
  // Each context is looked at when it is wanted: anything may have been written by others.
  const all = listOf(shelf.read(part)) as readonly (CachedContext | null | undefined)[]
  const kept = all.find((other) => other?.[0] === context)
  return readHolding(kept?.[1], 'cache')
}

/** What is kept of a flag, until the service confirms it. */
export function cached(flag: FlagEntry): FlagEntry {
  return { ...flag, reason: 'CACHED' }
}

/**
 * Reads values and what is known of them, whoever wrote it.
 *
 * @param given - flags in OFREP's form, and facts, as in a `Bootstrap`
 * @returns `undefined` when there is no list of flags
 */
export function readHolding(given: unknown, source: Holding['source']): Holding | undefined {
  const { flags, version, epoch, fetchedAt, eventAttributes } = (given ?? {}) as Readonly<
    Record<string, unknown>
  >
  if (!Array.isArray(flags)) return undefined
  return {
    flags: readFlags(flags),
    source,
    version: countOf(version),
    epoch: typeof epoch === 'string' && epoch.length < 99 ? epoch : undefined,
    eventAttributes: readEventAttributes(eventAttributes),
    fetchedAt: countOf(fetchedAt),
  }
}

/** Reads what can be the version of a ruleset, or a time: a whole number from 0. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

/** Reads flags in OFREP's form, whoever wrote them. What is no flag is left out. */
export function readFlags(flags: readonly unknown[]): Map<string, FlagEntry> {
  const table = new Map<string, FlagEntry>()
  for (const item of flags) {
    const entry = parseFlag(item)
    if (entry && !table.has(entry.key)) table.set(entry.key, entry)
  }
  return table
}
