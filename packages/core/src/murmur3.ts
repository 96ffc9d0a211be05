import { encodeUtf8 } from './utf8.ts'

/** Longer texts are hashed on their own; shorter ones share one buffer, which is kept. */
const MAX_KEPT_LENGTH = 1024

/**
 * The text that was hashed last, with the part of the work that no seed has a
 * part in: a request evaluates many flags for one unit, each with its own seed.
 */
interface Prepared {
  text: string
  /** Bytes of the text in UTF-8. */
  length: number
  /** Whole blocks of four bytes, scrambled. */
  readonly blocks: Int32Array
  count: number
  /** The bytes after the last whole block, scrambled. */
  tail: number
}

let prepared: Prepared | undefined

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
  if (typeof input !== 'string') return hashPrepared(prepareBytes(input, input.length), seed)
  if (input.length > MAX_KEPT_LENGTH) {
    const bytes = new Uint8Array(input.length * 3)
    return hashPrepared(prepareBytes(bytes, encodeUtf8(input, bytes)), seed)
  }
  prepared ??= emptyOf(MAX_KEPT_LENGTH * 3)
  if (prepared.text !== input) prepareText(prepared, input)
  return hashPrepared(prepared, seed)
}

function hashPrepared({ blocks, count, tail, length }: Prepared, seed: number): number {
  let h = seed | 0
  for (let index = 0; index < count; index++) {
    h ^= blocks[index] as number
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h ^= tail ^ length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

// Units are nearly always ASCII, where code units are the bytes.
function prepareText(into: Prepared, text: string): void {
  const { length } = text
  const count = length >> 2
  for (let block = 0, index = 0; block < count; block++, index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    if ((a | b | c | d) > 0x7f) return prepareEncoded(into, text)
    into.blocks[block] = scramble(a | (b << 8) | (c << 16) | (d << 24))
  }
  let tail = 0
  for (let index = count << 2, shift = 0; index < length; index++, shift += 8) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) return prepareEncoded(into, text)
    tail |= unit << shift
  }
  into.text = text
  into.length = length
  into.count = count
  into.tail = scramble(tail)
}

function prepareEncoded(into: Prepared, text: string): void {
  const bytes = new Uint8Array(text.length * 3)
  fill(into, bytes, encodeUtf8(text, bytes))
  into.text = text
}

function prepareBytes(bytes: Uint8Array, length: number): Prepared {
  const made = emptyOf(length)
  fill(made, bytes, length)
  return made
}

function fill(into: Prepared, bytes: Uint8Array, length: number): void {
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
}

// A tail of no bytes scrambles to 0, so it needs no branch.
function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

function emptyOf(bytes: number): Prepared {
  return { text: '', length: 0, blocks: new Int32Array(bytes >> 2), count: 0, tail: 0 }
}
