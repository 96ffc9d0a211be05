import type { FrameLines } from './segment-writer.ts'

/** Small appends share a frame up to this size, so that a damaged byte costs no more. */
const FRAME_BYTES = 64 * 1024

/** Makes frames of appends that are written together, in their order. */
export function framesOfGroup(group: readonly FrameLines[]): FrameLines[] {
  const frames: FrameLines[] = []
  let held: FrameLines[] = []
  let bytes = 0
  const flush = (): void => {
    if (held.length === 0) return
    const lines = Buffer.concat(held.map((append) => append.lines))
    frames.push({ lines, count: held.reduce((sum, { count }) => sum + count, 0) })
    held = []
    bytes = 0
  }
  for (const append of group) {
    if (bytes > 0 && bytes + append.lines.length > FRAME_BYTES) flush()
    held.push(append)
    bytes += append.lines.length
  }
  flush()
  return frames
}
