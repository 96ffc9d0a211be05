import { join } from 'node:path'
import type { StoreLoss } from '../query/event-store.ts'
import type { Spool } from '../spool/spool.ts'
import type { Duck } from './duck.ts'
import { type Manifest, type ParquetSegment, writeManifest } from './manifest.ts'
import { writeRemembered } from './remembered.ts'

/** What the parts of an open embedded store share. */
export interface StoreContext {
  readonly folder: string
  readonly duck: Duck
  readonly spool: Spool
  readonly now: () => number
  readonly manifest: Manifest
  /** Segments whose checksum was seen to be right, or that this process wrote. */
  readonly trusted: Set<number>
  /** Hears of events that were found to be gone, once. */
  readonly onLosses: (found: readonly StoreLoss[]) => void
  /** Makes a change durable; until then nothing has changed. */
  commit(change: Partial<Manifest>): Promise<void>
  /** A number that no other segment has. */
  takeNumber(): number
}

/** As many losses as are remembered. */
const MAX_LOSSES = 1_000

/** Where the Parquet segments are, below the folder of events. */
export const SEGMENTS = 'parquet'

/** Makes the context of a folder that was looked through. */
export function createContext(
  parts: Pick<StoreContext, 'folder' | 'duck' | 'spool' | 'now' | 'manifest' | 'onLosses'>,
): StoreContext {
  let manifest = parts.manifest
  let next = manifest.next
  return {
    ...parts,
    trusted: new Set(),
    get manifest() {
      return manifest
    },
    async commit(change) {
      const changed = {
        ...manifest,
        ...change,
        losses: (change.losses ?? manifest.losses).slice(-MAX_LOSSES),
        next,
      }
      // First: a list without it can be made again, but it not from the segments.
      if (change.erased !== undefined || change.losses !== undefined)
        await writeRemembered(parts.folder, changed)
      await writeManifest(parts.folder, changed)
      manifest = changed
    },
    takeNumber() {
      next += 1
      return next - 1
    },
  }
}

/** Path of a segment below the folder of Parquet segments; the way analysts know partitions. */
export function segmentPath({
  environment,
  day,
  number,
}: Pick<ParquetSegment, 'environment' | 'day' | 'number'>): string {
  const name = `${String(number).padStart(12, '0')}.parquet`
  return join(segmentFolder(environment), `day=${day}`, name)
}

/** Where the segments of an environment are, with the separator that ends it. */
export function segmentFolder(environment: string): string {
  return join(`environment=${escaped(environment)}`, '/')
}

/** Also what `encodeURIComponent` leaves: DuckDB takes a star in a path for a pattern. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Where a segment is. */
export function segmentFile(folder: string, segment: ParquetSegment): string {
  return join(folder, SEGMENTS, segmentPath(segment))
}
