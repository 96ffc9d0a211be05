import { cached, type CachedContext } from '../cache.ts'
import type { FlagTable } from '../state.ts'
import type { SluiceStatus } from '../status.ts'
import { listOf, type Shelf } from '../storage.ts'

const CONTEXTS_KEPT = 5

/**
 * Keeps values under the fingerprint of their whole context, beside those of the
 * contexts before it, also of other tabs. No attribute and no stream address is written.
 *
 * @returns whether they outlive the page
 */
export function writeCache(
  shelf: Shelf,
  context: string,
  flags: FlagTable,
  { version, epoch, eventAttributes, fetchedAt }: SluiceStatus,
): boolean {
  const kept = [...flags.values()].filter(({ errorCode }) => errorCode === undefined).map(cached)
  return keep(shelf, '', context, { flags: kept, version, epoch, eventAttributes, fetchedAt })
}

/** Puts values under the name of a context, before those of the contexts that were here before it. */
export function keep(shelf: Shelf, part: string, context: string, values: object): boolean {
  const kept = listOf(shelf.read(part)) as readonly (CachedContext | null | undefined)[]
  const others = kept.filter((other) => other?.[0] !== context)
  return shelf.write(part, [[context, values], ...others].slice(0, CONTEXTS_KEPT))
}
