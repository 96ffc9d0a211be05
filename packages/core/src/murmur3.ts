import { encodeUtf8 } from './utf8.ts'

/** Longer texts are hashed on their own; shorter ones share one buffer, which is kept. */
const MAX_KEPT_LENGTH = 1024

/**
 * The text that was hashed last, with the part of the work that no seed has a
 * part in: a request evaluates many flags for one unit, each with its own seed.
 */
interface Prepared {
  text: string
  /** The code units after the last whole block of four, side by side. */
  end: number
  /** Bytes of the text in UTF-8. */
  length: number
  /** Whole blocks of four bytes, scrambled. */
  readonly blocks: Int32Array
  count: number
  /** The bytes after the last whole block, scrambled. */
  tail: number
}

/** Stands in `count` for a text that was hashed once: most units are not hashed twice. */
const UNPREPARED = -1

let kept: Prepared | undefined

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
  if (typeof input === 'string') return hashText(input, seed) >>> 0
  return hashPrepared(fill(emptyOf(input.length), input, input.length), seed) >>> 0
}

/**
 * Hashes a text as `murmur3` does.
 *
 * @returns the same 32 bits as a signed integer: V8 allocates nothing for one
 */
export function hashText(text: string, seed: number): number {
  const { length } = text
  if (length > MAX_KEPT_LENGTH) return hashEncoded(text, seed)
  const whole = length & ~3
  let end = 0
  // Units are nearly always ASCII, where code units are the bytes.
  let seen = 0
  for (let index = whole, shift = 0; index < length; index++, shift += 8) {
    const unit = text.charCodeAt(index)
    seen |= unit
    end |= unit << shift
  }
  kept ??= emptyOf(MAX_KEPT_LENGTH * 3)
  // Other units mostly end otherwise, which is seen sooner than that they are not the same.
  if (kept.end === end && kept.text === text) {
    if (kept.count === UNPREPARED) prepareText(kept, text)
    return hashPrepared(kept, seed)
  }
  kept.text = text
  kept.end = end
  kept.count = UNPREPARED
  let h = seed | 0
  for (let index = 0; index < whole; index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    seen |= a | b | c | d
    h = mix(h, scramble(a | (b << 8) | (c << 16) | (d << 24)))
  }
  return seen > 0x7f ? hashEncoded(text, seed) : finish(h, scramble(end), length)
}

function hashPrepared({ blocks, count, tail, length }: Prepared, seed: number): number {
  let h = seed | 0
  for (let index = 0; index < count; index++) h = mix(h, blocks[index] as number)
  return finish(h, tail, length)
}

function hashEncoded(text: string, seed: number): number {
  return hashPrepared(prepareText(emptyOf(text.length * 3), text), seed)
}

function prepareText(into: Prepared, text: string): Prepared {
  const bytes = new Uint8Array(text.length * 3)
  return fill(into, bytes, encodeUtf8(text, bytes))
}

function fill(into: Prepared, bytes: Uint8Array, length: number): Prepared {
  const at = (index: number): number => bytes[index] as number
  into.length = length
  into.count = length >> 2
  for (let block = 0, index = 0; block < into.count; block++, index += 4) {
    const low = at(index) | (at(index + 1) << 8)
    into.blocks[block] = scramble(low | (at(index + 2) << 16) | (at(index + 3) << 24))
  }
  let tail = 0
  for (let index = into.count << 2, shift = 0; index < length; index++, shift += 8) {
    tail |= at(index) << shift
  }
  into.tail = scramble(tail)
  return into
}

function mix(h: number, scrambled: number): number {
  const mixed = h ^ scrambled
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function finish(h: number, tail: number, length: number): number {
  let hash = h ^ tail ^ length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

// A tail of no bytes scrambles to 0, so it needs no branch.
function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

function emptyOf(bytes: number): Prepared {
  return { text: '', end: 0, length: 0, blocks: new Int32Array(bytes >> 2), count: 0, tail: 0 }
}
