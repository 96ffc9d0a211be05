import { constants } from 'node:fs'
import { type FileHandle, open, rename, rm, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'
import { trailerOf } from './frame.ts'

/**
 * Whether a write returns only when it is on disk: one trip to another thread for each group
 * instead of two. Elsewhere the disk may still hold in its cache what such a write returned for.
 */
const WRITES_THROUGH = process.platform === 'linux'
const FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_EXCL |
  (WRITES_THROUGH ? constants.O_DSYNC : 0)

/** Lines of events that make one frame. */
export interface FrameLines {
  readonly lines: Buffer
  readonly count: number
}

/** The segment that is being written. */
export interface SegmentWriter {
  /** How much is on disk: what lies after it was never acknowledged. */
  readonly durableBytes: number
  readonly events: number
  /** Writes frames and waits until they are on disk. After an error, `abandon` it. */
  write(frames: readonly FrameLines[]): Promise<void>
  /** Ends it with a frame without events, which tells whoever reads it later that there were no more. */
  close(): Promise<void>
  /** Cuts off what was not acknowledged; the file goes when nothing was. */
  abandon(): Promise<void>
}

/**
 * Makes a segment. Its first frame and then its name are durable before its first
 * event is: a segment of zero length was not left by a process that was killed.
 *
 * @param after - the segment before it and how many events were written there, for its first frame
 */
export async function createSegment(path: string, after: string): Promise<SegmentWriter> {
  const head = trailerOf(Buffer.alloc(0), 0, 0, after)
  const part = `${path}.part`
  const file = await open(part, FLAGS, 0o600)
  try {
    await writeAll(file, head, 0)
    await rename(part, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await file.close()
    await rm(part, { force: true })
    await rm(path, { force: true })
    throw error
  }
  let durableBytes = head.length
  let events = 0
  return {
    get durableBytes() {
      return durableBytes
    },
    get events() {
      return events
    },
    async write(frames) {
      let first = events
      const parts: Buffer[] = []
      for (const { lines, count } of frames) {
        parts.push(lines, trailerOf(lines, first, count))
        first += count
      }
      const bytes = Buffer.concat(parts)
      await writeAll(file, bytes, durableBytes)
      durableBytes += bytes.length
      events = first
    },
    async close() {
      try {
        await writeAll(file, trailerOf(Buffer.alloc(0), events, 0), durableBytes)
      } catch {
        // There is no room for it: then nobody can tell, as after a kill.
      } finally {
        await file.close()
      }
    },
    async abandon() {
      try {
        if (events > 0) await file.truncate(durableBytes)
        else await unlink(path)
      } catch {
        // Readers stop at `durableBytes`; the next process finds the tail by its checksum.
      } finally {
        await file.close()
      }
    },
  }
}

/** Resolves when all of it is on disk. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
  if (!WRITES_THROUGH) await file.datasync()
}
