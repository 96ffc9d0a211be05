import { parseBulkResponse } from '@sluice/core'
import type { FlagEntry, FlagTable } from './state.ts'
import type { Shelf } from './storage.ts'
import type { Holding, SyncState } from './sync/state.ts'

const CONTEXTS_KEPT = 5

/** The last good values of the contexts that were here most recently. */
export interface Cache {
  /** Gives the values of exactly this context, with reason `CACHED`. They never run out. */
  read(context: string): Holding | undefined
  /** @returns whether they outlive the page */
  write(context: string, state: SyncState): boolean
}

type Kept = readonly [context: unknown, flags?: unknown, facts?: unknown]

/**
 * Keeps values on a shelf under the fingerprint of their whole context.
 * No attribute and no stream address is written.
 */
export function createCache(shelf: Shelf, key: string): Cache {
  const stored = shelf.read(key)
  // Newest first. Each is looked at when it is wanted.
  let recent = (Array.isArray(stored) ? stored : []).filter(Array.isArray) as unknown as Kept[]
  return {
    read(context) {
      const [, kept, facts] = recent.find(([name]) => name === context) ?? []
      const flags = readFlags(kept, 'CACHED')
      const { version, epoch, fetchedAt } = (facts ?? {}) as Readonly<Record<string, unknown>>
      return (
        flags && {
          flags,
          source: 'cache',
          version: isVersion(version) ? version : undefined,
          epoch: typeof epoch === 'string' && epoch.length < 99 ? epoch : undefined,
          fetchedAt: Number.isFinite(fetchedAt) ? (fetchedAt as number) : undefined,
        }
      )
    },
    write(context, { flags, status: { version, epoch, fetchedAt } }) {
      const kept = [...flags.values()].filter(({ errorCode }) => errorCode === undefined)
      const others = recent.filter(([name]) => name !== context)
      recent = [[context, kept, { version, epoch, fetchedAt }] as const, ...others].slice(
        0,
        CONTEXTS_KEPT,
      )
      return shelf.write(key, recent)
    },
  }
}

/** Whether something can be the version of a ruleset. */
export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/**
 * Reads flags in OFREP's form, whoever wrote them.
 *
 * @param reason - given to each instead of its own
 * @returns `undefined` when it is no list
 */
export function readFlags(flags: unknown, reason?: FlagEntry['reason']): FlagTable | undefined {
  if (!Array.isArray(flags)) return undefined
  const table = new Map<string, FlagEntry>(parseBulkResponse({ flags }).flags)
  if (reason !== undefined) for (const [key, entry] of table) table.set(key, { ...entry, reason })
  return table
}
