import { type FileHandle, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'
import { trailerOf } from './frame.ts'

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
  close(): Promise<void>
  /** Cuts off what was not acknowledged; the file goes when nothing was. */
  abandon(): Promise<void>
}

/**
 * Makes a segment. Its name is durable before its first event is.
 *
 * @param after - the segment before it and how many events were written there, for its first frame
 */
export async function createSegment(path: string, after: string): Promise<SegmentWriter> {
  let head: Buffer | undefined = trailerOf(Buffer.alloc(0), 0, 0, after)
  const file = await open(path, 'wx', 0o600)
  try {
    await syncFolder(dirname(path))
  } catch (error) {
    await file.close()
    throw error
  }
  let durableBytes = 0
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
      const parts: Buffer[] = head === undefined ? [] : [head]
      for (const { lines, count } of frames) {
        parts.push(lines, trailerOf(lines, first, count))
        first += count
      }
      const bytes = Buffer.concat(parts)
      await writeAll(file, bytes, durableBytes)
      await file.datasync()
      head = undefined
      durableBytes += bytes.length
      events = first
    },
    async close() {
      await file.close()
    },
    async abandon() {
      try {
        if (durableBytes > 0) await file.truncate(durableBytes)
        else await unlink(path)
      } catch {
        // Readers stop at `durableBytes`; the next process finds the tail by its checksum.
      } finally {
        await file.close()
      }
    },
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
