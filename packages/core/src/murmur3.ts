/** Inputs that need more scratch bytes than this get a buffer of their own, so that none is kept for ever. */
const SCRATCH_BYTES = 4096

let scratch: Uint8Array | undefined

/**
 * Hashes with murmur3 x86 32-bit (Austin Appleby, MurmurHash3.cpp, public domain).
 *
 * A string is hashed as its UTF-8 bytes; a lone surrogate counts as U+FFFD, as
 * in every UTF-8 encoder of the web platform.
 *
 * @param seed - taken modulo 2^32
 * @returns an integer in `[0, 2^32)`
 */
export function murmur3(input: string | Uint8Array, seed = 0): number {
  return typeof input === 'string' ? hashText(input, seed) : hashBytes(input, input.length, seed)
}

// Units are nearly always ASCII, where code units are the bytes: no encoding, no buffer.
function hashText(text: string, seed: number): number {
  const length = text.length
  const blocks = length & ~3
  let hash = seed | 0
  let index = 0
  for (; index < blocks; index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    if ((a | b | c | d) > 0x7f) return hashEncoded(text, seed)
    hash = mixBlock(hash, a | (b << 8) | (c << 16) | (d << 24))
  }
  let tail = 0
  for (let shift = 0; index < length; index++, shift += 8) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) return hashEncoded(text, seed)
    tail |= unit << shift
  }
  return finish(hash, tail, length)
}

function hashBytes(bytes: Uint8Array, length: number, seed: number): number {
  const blocks = length & ~3
  let hash = seed | 0
  let index = 0
  for (; index < blocks; index += 4) {
    const low = byteAt(bytes, index) | (byteAt(bytes, index + 1) << 8)
    const high = (byteAt(bytes, index + 2) << 16) | (byteAt(bytes, index + 3) << 24)
    hash = mixBlock(hash, low | high)
  }
  let tail = 0
  for (let shift = 0; index < length; index++, shift += 8) tail |= byteAt(bytes, index) << shift
  return finish(hash, tail, length)
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number
}

function mixBlock(hash: number, block: number): number {
  const mixed = hash ^ scramble(block)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

// A tail of zero bytes scrambles to 0, so it needs no branch.
function finish(hash: number, tail: number, length: number): number {
  let h = hash ^ scramble(tail) ^ length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function hashEncoded(text: string, seed: number): number {
  const needed = text.length * 3
  const bytes =
    needed > SCRATCH_BYTES ? new Uint8Array(needed) : (scratch ??= new Uint8Array(SCRATCH_BYTES))
  return hashBytes(bytes, encodeUtf8(text, bytes), seed)
}

function encodeUtf8(text: string, bytes: Uint8Array): number {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    let point = text.codePointAt(index) as number
    if (point > 0xffff) index++
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
    if (point < 0x80) {
      bytes[length++] = point
      continue
    }
    if (point < 0x800) bytes[length++] = 0xc0 | (point >> 6)
    else {
      if (point < 0x10000) bytes[length++] = 0xe0 | (point >> 12)
      else {
        bytes[length++] = 0xf0 | (point >> 18)
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f)
      }
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f)
    }
    bytes[length++] = 0x80 | (point & 0x3f)
  }
  return length
}
