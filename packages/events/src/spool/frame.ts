import { crc32 } from 'node:zlib'

/**
 * The line that closes a frame. A frame is some lines of events and this one after
 * them, which says how long they are and what their checksum is; so a segment stays
 * newline-delimited JSON, and damage is found wherever it is.
 */
interface Trailer {
  readonly first: number
  readonly count: number
  readonly bytes: number
  readonly crc: string
  /** In the first frame of a segment: which one came before, and how much it held. */
  readonly after?: string
}

/** A whole frame found in a segment. */
export interface Frame {
  /** Where its events begin, in bytes. */
  readonly start: number
  /** Where its trailer begins: after the last event. */
  readonly eventsEnd: number
  /** After its trailer. */
  readonly end: number
  /** How many events the segment holds before it. */
  readonly first: number
  readonly count: number
  readonly after: string | undefined
}

const NEWLINE = 0x0a
const MARK = Buffer.from('{"frame":')

/** Makes the line that closes a frame of these events. */
export function trailerOf(events: Uint8Array, first: number, count: number, after = ''): Buffer {
  const trailer: Trailer = {
    first,
    count,
    bytes: events.byteLength,
    crc: checksum(events, first, count, after),
    ...(after === '' ? {} : { after }),
  }
  return Buffer.from(`${JSON.stringify({ frame: trailer })}\n`)
}

/** Finds every whole frame of a segment; what lies between them is damaged. */
export function* framesOf(segment: Buffer): Generator<Frame> {
  let from = 0
  while (from < segment.length) {
    const newline = segment.indexOf(NEWLINE, from)
    if (newline === -1) return
    const frame = frameEnding(segment, from, newline)
    if (frame !== undefined) yield frame
    from = newline + 1
  }
}

/** Finds what closes frames, whatever is in them. */
export function trailersOf(segment: Buffer): Pick<Frame, 'first' | 'count'>[] {
  const found: Trailer[] = []
  for (let from = 0; from < segment.length;) {
    const newline = segment.indexOf(NEWLINE, from)
    if (newline === -1) break
    const trailer = trailerAt(segment, from, newline)
    if (trailer !== undefined) found.push(trailer)
    from = newline + 1
  }
  return found
}

function frameEnding(segment: Buffer, lineStart: number, newline: number): Frame | undefined {
  const trailer = trailerAt(segment, lineStart, newline)
  if (trailer === undefined || trailer.bytes > lineStart) return undefined
  const { first, count, bytes, crc, after = '' } = trailer
  const start = lineStart - bytes
  if (checksum(segment.subarray(start, lineStart), first, count, after) !== crc) return undefined
  return {
    start,
    eventsEnd: lineStart,
    end: newline + 1,
    first,
    count,
    after: trailer.after,
  }
}

function trailerAt(segment: Buffer, lineStart: number, newline: number): Trailer | undefined {
  const mark = segment.subarray(lineStart, lineStart + MARK.length)
  return mark.equals(MARK) ? parseTrailer(segment.toString('utf8', lineStart, newline)) : undefined
}

function parseTrailer(line: string): Trailer | undefined {
  try {
    const { frame } = JSON.parse(line) as { frame: Trailer }
    const { first, count, bytes, crc, after } = frame
    const whole = [first, count, bytes].every((figure) => Number.isSafeInteger(figure))
    const text = typeof crc === 'string' && (after === undefined || typeof after === 'string')
    return whole && text ? frame : undefined
  } catch {
    // A trailer that is no JSON closes nothing; its events are reported as lost.
    return undefined
  }
}

function checksum(events: Uint8Array, first: number, count: number, after: string): string {
  const sum = crc32(`${first},${count},${after}`, crc32(events))
  return sum.toString(16).padStart(8, '0')
}
