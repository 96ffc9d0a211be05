import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createMutex } from '../embedded/mutex.ts'
import { sealed } from '../folder/checked-text.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { readChecked } from '../folder/read-checked.ts'
import { writeAtomically } from '../folder/write-atomically.ts'

/** A segment that is known to be on disk, and what it holds at least. */
export interface VouchedSegment {
  readonly name: string
  /**
   * How many events were written to it. `undefined` while it is written: a process
   * that dies then leaves no word of its last write, and lost nothing by it.
   */
  readonly written?: number | undefined
  /** How many of them it holds; fewer where some were lost before. */
  readonly events?: number | undefined
  /** `receivedAt` of its first and its last event, as far as they are known. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What is on disk, told beside the segments, so that one that is cut or gone is missed. */
export interface VouchedSegments {
  /** A segment has its first events on disk. Resolves when that is told. */
  begin(name: string, from: number | undefined): Promise<void>
  /** A segment will get no more; told with the next change. */
  end(segment: VouchedSegment): void
  /** A segment goes. Resolves when nobody will miss it. */
  forget(name: string): Promise<void>
  /** Tells what changed and was not told yet. */
  save(): Promise<void>
}

/** The name of the file in a folder of events. */
const SEGMENTS = 'spool-segments.json'

/**
 * Reads which segments were on disk when that was told last.
 *
 * @returns nothing when there is no such file, or it was damaged and moved aside
 */
export async function readVouched(folder: string, now: number): Promise<readonly VouchedSegment[]> {
  const read = await readChecked<readonly VouchedSegment[]>(folder, SEGMENTS, 'segments', now)
  return read && 'content' in read ? read.content : []
}

/** Vouches for the segments of a folder, beginning with those that were found there. */
export function createVouched(folder: string, found: readonly VouchedSegment[]): VouchedSegments {
  const turn = createMutex()
  let segments = found
  let told = ''
  const save = (): Promise<void> =>
    turn.run(async () => {
      const json = JSON.stringify(segments)
      if (json === told) return
      await write(folder, json)
      told = json
    })
  return {
    begin(name, from) {
      segments = [...segments, { name, from }]
      return save()
    },
    end(segment) {
      segments = segments.map((one) => (one.name === segment.name ? segment : one))
    },
    forget(name) {
      segments = segments.filter((one) => one.name !== name)
      return save()
    },
    save,
  }
}

/** What is vouched for no more must not be missed: where there is no room to say so, nothing is vouched for. */
async function write(folder: string, json: string): Promise<void> {
  const path = join(folder, SEGMENTS)
  try {
    await writeAtomically(path, sealed('segments', json))
  } catch {
    await rm(path, { force: true })
    await syncFolder(folder)
  }
}
