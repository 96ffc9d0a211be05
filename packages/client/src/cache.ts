import type { EventAttributes } from '@sluice/core'
import { parseFlag } from '@sluice/core/reading'
import type { FlagEntry } from './state.ts'
import { listOf, type Shelf } from './storage.ts'
import type { Holding } from './sync-part.ts'

/** What a shelf holds: the contexts that were here most recently, newest first. */
export type CachedContext = readonly [context: unknown, values?: unknown]

/** Reads what is cached. Each context is looked at when it is wanted. */
export function readContexts(shelf: Shelf): readonly CachedContext[] {
  return listOf(shelf.read('')).filter(Array.isArray) as unknown as CachedContext[]
}

/**
 * Gives the last good values of exactly this context, with reason `CACHED`. They never run out.
 *
 * @param context - the fingerprint of the whole context
 */
export function readCache(shelf: Shelf, context: string): Holding | undefined {
  const cached = readContexts(shelf).find(([other]) => other === context)
  return readHolding(cached?.[1], 'cache', 'CACHED')
}

/**
 * Reads values and what is known of them, whoever wrote it.
 *
 * @param given - flags in OFREP's form, and facts, as in a `Bootstrap`
 * @param reason - given to each flag instead of its own
 * @returns `undefined` when there is no list of flags
 */
export function readHolding(
  given: unknown,
  source: Holding['source'],
  reason?: FlagEntry['reason'],
): Holding | undefined {
  const { flags, version, epoch, fetchedAt, eventAttributes } = (given ?? {}) as Readonly<
    Record<string, unknown>
  >
  if (!Array.isArray(flags)) return undefined
  return {
    flags: readFlags(flags, reason),
    source,
    version: countOf(version),
    epoch: typeof epoch === 'string' && epoch.length < 99 ? epoch : undefined,
    eventAttributes: readEventAttributes(eventAttributes),
    fetchedAt: countOf(fetchedAt),
  }
}

/** Reads which attributes travel with events, whoever wrote it. */
export function readEventAttributes(value: unknown): EventAttributes | undefined {
  const { units, stored } = (value ?? {}) as Partial<EventAttributes>
  // Whatever else is in the lists is the name of no attribute.
  return Array.isArray(units) && Array.isArray(stored) ? { units, stored } : undefined
}

/** Reads what can be the version of a ruleset, or a time: a whole number from 0. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

/**
 * Reads flags in OFREP's form, whoever wrote them. What is no flag is left out.
 *
 * @param reason - given to each instead of its own
 */
export function readFlags(
  flags: readonly unknown[],
  reason?: FlagEntry['reason'],
): Map<string, FlagEntry> {
  const table = new Map<string, FlagEntry>()
  for (const item of flags) {
    const entry = parseFlag(item)
    if (entry && !table.has(entry.key)) table.set(entry.key, reason ? { ...entry, reason } : entry)
  }
  return table
}
