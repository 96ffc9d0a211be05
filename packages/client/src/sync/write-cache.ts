import { cached, readContexts } from '../cache.ts'
import type { FlagTable } from '../state.ts'
import type { SluiceStatus } from '../status.ts'
import type { Shelf } from '../storage.ts'

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
  const others = readContexts(shelf).filter((other) => Array.isArray(other) && other[0] !== context)
  return shelf.write(
    '',
    [[context, { flags: kept, version, epoch, eventAttributes, fetchedAt }], ...others].slice(
      0,
      CONTEXTS_KEPT,
    ),
  )
}
