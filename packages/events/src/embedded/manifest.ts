import { join } from 'node:path'
import { readChecked } from '../folder/read-checked.ts'
import { writeAtomically } from '../folder/write-atomically.ts'
import type { StoreLoss } from '../query/event-store.ts'
import { sealed } from '../folder/checked-text.ts'

/** One immutable Parquet file. */
export interface ParquetSegment {
  readonly number: number
  readonly environment: string
  /** The day in the ids, such as `2026-09-01`, or `suspects`. */
  readonly day: string
  readonly rows: number
  readonly bytes: number
  readonly crc: string
  /** The first and the last time in it, epoch milliseconds. */
  readonly happened: readonly [number, number]
  readonly received: readonly [number, number]
}

/** What is left of an erased unit. */
export interface Tombstone {
  /** SHA-256 of the name of the unit and its pseudonym. */
  readonly unit: string
  readonly environment: string
  readonly erasedAt: number
}

/** The list of what is in the event store. */
export interface Manifest {
  /** The number of the next segment. */
  readonly next: number
  readonly segments: readonly ParquetSegment[]
  /** Spool segments that are in Parquet, until they are known to be gone. */
  readonly sealed: readonly string[]
  /** Parquet segments that are replaced, until they are known to be gone. */
  readonly dropped: readonly string[]
  /** Partitions that may hold an id twice, as `environment/day`. */
  readonly unsure: readonly string[]
  readonly duplicates: number
  readonly conflicts: number
  readonly erased: readonly Tombstone[]
  readonly losses: readonly StoreLoss[]
}

/** Of a folder without events. */
export const EMPTY_MANIFEST: Manifest = {
  next: 1,
  segments: [],
  sealed: [],
  dropped: [],
  unsure: [],
  duplicates: 0,
  conflicts: 0,
  erased: [],
  losses: [],
}

/** The name of the list in a folder of events. */
export const MANIFEST = 'manifest.json'

/** Writes the list, so that it is the old one or the new one at any moment. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeAtomically(join(folder, MANIFEST), manifestText(manifest))
}

/** The list as it is written. */
export function manifestText(manifest: Manifest): string {
  return sealed('manifest', JSON.stringify(manifest))
}

/**
 * Reads the list.
 *
 * @returns `none` when there is none; `damaged` when it was moved aside
 */
export async function readManifest(
  folder: string,
  now: number,
): Promise<Manifest | 'none' | { readonly damaged: string }> {
  const read = await readChecked<Manifest>(folder, MANIFEST, 'manifest', now)
  if (read === undefined) return 'none'
  return 'content' in read ? read.content : read
}
