import type { Piece } from './flag-texts.ts'

/** The body of an answer, which is put together where it is sent from. */
export interface Body {
  /** In bytes. */
  readonly size: number
  /** Writes it to the start of a buffer that has room for it. */
  fill(target: Buffer): void
}

const HEAD = Buffer.from('{"flags":[')
const MIDDLE = Buffer.from('],"eventStreams":')
const END = Buffer.from(']}')
const END_AFTER_STREAMS = Buffer.from('}')

/**
 * The body of the answer for all flags.
 *
 * @param size - of all pieces together, in bytes
 */
export function bulkBody(
  pieces: readonly Pick<Piece, 'bytes'>[],
  size: number,
  streams: Piece | undefined,
): Body {
  const tail = streams === undefined ? END.length : MIDDLE.length + streams.bytes.length
  // The first comma has no place in the body, nor has that of the streams, which makes room for the last brace.
  const flags = pieces.length === 0 ? 0 : size - 1
  return {
    size: HEAD.length + flags + tail,
    fill(target) {
      let at = pieces.length === 0 ? HEAD.length : HEAD.length - 1
      for (const { bytes } of pieces) {
        target.set(bytes, at)
        at += bytes.length
      }
      // After the pieces, because it lies on that comma.
      target.set(HEAD)
      if (streams === undefined) return target.set(END, at)
      target.set(MIDDLE, at)
      target.set(streams.bytes.subarray(1), at + MIDDLE.length)
      target.set(END_AFTER_STREAMS, at + tail - 1)
    },
  }
}

/** A body that is one text. */
export function textBody(bytes: Buffer): Body {
  return { size: bytes.length, fill: (target) => target.set(bytes) }
}
