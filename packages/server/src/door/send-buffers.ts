/** Answers of up to so many bytes share buffers; larger ones get one of their own. */
const BUFFER_BYTES = 64 * 1024

/** How many idle ones are kept. */
const KEPT = 32

const idle: Buffer[] = []

/**
 * Lends a buffer to put an answer together in. Making one for each answer would
 * cost as much as evaluating.
 *
 * @returns the buffer with undefined content, and what takes it back once it was sent
 */
export function borrowBuffer(size: number): { buffer: Buffer; giveBack: () => void } {
  if (size > BUFFER_BYTES) return { buffer: Buffer.allocUnsafe(size), giveBack: () => undefined }
  const whole = idle.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)
  return {
    buffer: whole.subarray(0, size),
    giveBack() {
      if (idle.length < KEPT) idle.push(whole)
    },
  }
}
