import { open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'
import type { StoredEvent } from '../stored-event.ts'
import { framesOfGroup } from './frames-of-group.ts'
import { isRemembered, writeLosses } from './remembered-losses.ts'
import { segmentName } from './segment-name.ts'
import { type FrameLines, type SegmentWriter, createSegment } from './segment-writer.ts'
import { capError, closedError, writeError } from './spool-error.ts'
import type { SpoolLoss } from './spool-loss.ts'
import type { VouchedSegments } from './vouched-segments.ts'
import { wellFormed } from './well-formed.ts'

/** A segment of the spool that will not change. */
export interface ClosedSegment {
  readonly name: string
  readonly path: string
  readonly number: number
  readonly bytes: number
  readonly events: number
}

/** How full the spool is. */
export interface SpoolState {
  readonly bytes: number
  readonly capBytes: number
  readonly segments: number
  /** Events on disk that no event store has taken yet, duplicates included. */
  readonly events: number
  /** What was found damaged whenever it was opened, until it is forgotten; of what was torn, the last time. */
  readonly losses: readonly SpoolLoss[]
}

/** Hears of events once they are on disk. What it throws is nobody's but its own. */
export type AppendedListener = (events: readonly StoredEvent[]) => void

/** Events on disk that are not in the event store yet. */
export interface Spool {
  /** The folder of events that it belongs to. */
  readonly folder: string
  /**
   * Resolves when the events are on disk. Many small appends share one sync.
   *
   * @throws SluiceError `SPOOL_FULL` or `SPOOL_UNAVAILABLE`; none of the events is acknowledged then
   */
  append(events: readonly StoredEvent[]): Promise<void>
  state(): SpoolState
  /** Calls `listener` after each append. @returns what ends that */
  onAppended(listener: AppendedListener): () => void
  /** Ends the segment that is being written, when it holds anything. */
  roll(): Promise<void>
  /** Segments that will not change, oldest first. */
  closed(): readonly ClosedSegment[]
  /** The segment that is being written, as far as it is on disk. */
  active(): ClosedSegment | undefined
  /** Forgets a closed segment, because its events are safe elsewhere. */
  remove(name: string): Promise<void>
  /** Forgets losses, for good. */
  forgetLosses(isOver: (loss: SpoolLoss) => boolean): Promise<void>
  /** Writes what was appended, and gives the folder free. */
  close(): Promise<void>
}

interface Append extends FrameLines {
  readonly events: readonly StoredEvent[]
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

interface ActiveSegment {
  readonly name: string
  readonly path: string
  readonly number: number
  readonly writer: SegmentWriter
  /** `receivedAt` of its first and its last event. */
  from?: number | undefined
  to?: number | undefined
}

interface SpoolParts {
  readonly folder: string
  readonly segmentsFolder: string
  readonly capBytes: number
  readonly segmentBytes: number
  readonly now: () => number
  readonly random: () => number
  readonly segments: ClosedSegment[]
  /** For the first frame of the next segment. */
  readonly after: string
  readonly vouched: VouchedSegments
  readonly losses: readonly SpoolLoss[]
  readonly release: () => void
}

/** So many appends do not wait for the rest of their turn, which is checked while these are written. */
const EARLY_APPENDS = 16
/** More than this is not written at once, so that the first of a flood need not wait for the last. */
const GROUP_BYTES = 4 * 2 ** 20

/** Makes the spool of a folder that was looked through. */
export function createSpool(parts: SpoolParts): Spool {
  const { folder, segmentsFolder, capBytes, segmentBytes, random, vouched } = parts
  let { losses, after } = parts
  let segments = [...parts.segments]
  let active: ActiveSegment | undefined
  let number = segments.at(-1)?.number ?? 0
  let queue: Append[] = []
  let queuedBytes = 0
  let running: Promise<void> | undefined
  let isClosed = false
  const listeners = new Set<AppendedListener>()

  const activeSegment = (): ClosedSegment | undefined => {
    if (active === undefined || active.writer.events === 0) return undefined
    const { name, path, writer } = active
    return { name, path, number: active.number, bytes: writer.durableBytes, events: writer.events }
  }
  const all = (): ClosedSegment[] => {
    const current = activeSegment()
    return current === undefined ? segments : [...segments, current]
  }
  const bytesOnDisk = (): number => all().reduce((sum, { bytes }) => sum + bytes, 0)

  /** Everything that touches the file runs here, one after the other. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = (running ?? Promise.resolve()).then(task)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    running = settled
    return result
  }

  async function endActive(how: 'close' | 'abandon'): Promise<void> {
    const ending = active
    const segment = activeSegment()
    active = undefined
    if (ending === undefined) return
    if (segment !== undefined) {
      segments = [...segments, segment]
      after = `${segment.name} ${segment.events}`
      const { name, events } = segment
      vouched.end({ name, written: events, events, from: ending.from, to: ending.to })
    }
    await ending.writer[how]()
  }

  async function writeGroup(): Promise<void> {
    const group = takeGroup()
    if (group.length === 0) return
    try {
      if (active === undefined) {
        number += 1
        const name = segmentName(number, random)
        const path = join(segmentsFolder, name)
        active = { name, path, number, writer: await createSegment(path, after) }
      }
      const isFirst = active.writer.events === 0
      await active.writer.write(framesOfGroup(group))
      active.from ??= group[0]?.events[0]?.receivedAt
      active.to = group.at(-1)?.events.at(-1)?.receivedAt
      // Not before: a segment that nothing was acknowledged of may go without a word.
      if (isFirst) await vouched.begin(active.name, active.from)
    } catch (cause) {
      const error = writeError(segmentsFolder, cause)
      await endActive('abandon')
      for (const { reject } of group) reject(error)
      return
    }
    for (const { events, resolve } of group) {
      resolve()
      for (const listener of listeners) queueMicrotask(() => listener(events))
    }
    if (active.writer.durableBytes >= segmentBytes) await endActive('close')
  }

  function takeGroup(): Append[] {
    let bytes = 0
    let length = 0
    for (const { lines } of queue) {
      if (length > 0 && bytes + lines.length > GROUP_BYTES) break
      bytes += lines.length
      length += 1
    }
    const group = queue.slice(0, length)
    queue = queue.slice(length)
    queuedBytes -= bytes
    return group
  }

  let scheduled: NodeJS.Immediate | undefined
  function schedule(): void {
    // Not at once: what else arrives in this turn shares the sync.
    scheduled ??= setImmediate(startGroup)
  }
  function startGroup(): void {
    clearImmediate(scheduled)
    scheduled = undefined
    void inTurn(async () => {
      await writeGroup()
      if (queue.length > 0) schedule()
    })
  }

  return {
    folder,
    append(events) {
      if (isClosed) return Promise.reject(closedError(segmentsFolder))
      if (events.length === 0) return Promise.resolve()
      // The lines are made here and once; frames, group and disk take the bytes as they are.
      const lines = Buffer.from(events.map((event) => `${lineOf(event)}\n`).join(''))
      const held = bytesOnDisk() + queuedBytes
      if (held + lines.length > capBytes) {
        return Promise.reject(capError(segmentsFolder, held, capBytes))
      }
      queuedBytes += lines.length
      return new Promise((resolve, reject) => {
        queue.push({ lines, count: events.length, events, resolve, reject })
        if (queue.length === EARLY_APPENDS) startGroup()
        else schedule()
      })
    },
    state() {
      const segmentsNow = all()
      return {
        bytes: segmentsNow.reduce((sum, { bytes }) => sum + bytes, 0),
        capBytes,
        segments: segmentsNow.length,
        events: segmentsNow.reduce((sum, { events }) => sum + events, 0),
        losses,
      }
    },
    onAppended(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    roll: () => inTurn(() => endActive('close')),
    closed: () => segments,
    active: activeSegment,
    async remove(name) {
      const segment = segments.find((candidate) => candidate.name === name)
      if (segment === undefined) return
      await vouched.forget(name)
      await unlink(segment.path)
      await syncFolder(segmentsFolder)
      segments = segments.filter((candidate) => candidate !== segment)
    },
    async forgetLosses(isOver) {
      const kept = losses.filter((loss) => !isOver(loss))
      if (kept.length === losses.length) return
      await writeLosses(folder, kept.filter(isRemembered))
      losses = kept
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await inTurn(async () => {
        while (queue.length > 0) await writeGroup()
        await endActive('close')
      })
      try {
        await vouched.save()
      } finally {
        parts.release()
      }
    },
  }
}

/** Reads events of a segment from a byte on; headers and trailers of frames are among the lines. */
export async function readSegment(segment: ClosedSegment, from: number): Promise<Buffer> {
  const file = await open(segment.path, 'r')
  try {
    const bytes = Buffer.alloc(segment.bytes - from)
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done)
      if (bytesRead === 0) throw new Error(`${segment.name} ends at byte ${from + done}`)
      done += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

/** Without what would be JSON for us and for no reader further down. */
function lineOf(event: StoredEvent): string {
  const text = JSON.stringify(event)
  const whole = wellFormed(event, text)
  return whole === event ? text : JSON.stringify(whole)
}
