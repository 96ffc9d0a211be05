import { hash } from 'node:crypto'

/** The first 128 bits of the SHA-256 of a text, as four integers of 32 bits. */
export interface Digest {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

// Odd, so that multiplying loses nothing: texts that differ in one place never get the same sum.
const FACTORS = { a: 0x01000193, b: 0x85ebca6b, c: 0xc2b2ae35, d: 0x9e3779b1 }

const words = Buffer.alloc(16)

/** Digests a text. */
export function digestOf(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer')
  return {
    a: bytes.readInt32LE(0),
    b: bytes.readInt32LE(4),
    c: bytes.readInt32LE(8),
    d: bytes.readInt32LE(12),
  }
}

/**
 * The strong entity tag of what texts make when they are put together in this
 * order, quoted. Made of their digests: texts are shared by many answers and
 * digested once, where the whole would have to be hashed for each.
 *
 * Each word of the tag is a polynomial over words that SHA-256 made, so other
 * texts or another order give another tag but for one case in 2^128.
 */
export function entityTagOf(parts: readonly { readonly digest: Digest }[]): string {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (const { digest } of parts) {
    a = (Math.imul(a, FACTORS.a) + digest.a) | 0
    b = (Math.imul(b, FACTORS.b) + digest.b) | 0
    c = (Math.imul(c, FACTORS.c) + digest.c) | 0
    d = (Math.imul(d, FACTORS.d) + digest.d) | 0
  }
  words.writeInt32LE(a, 0)
  words.writeInt32LE(b, 4)
  words.writeInt32LE(c, 8)
  words.writeInt32LE(d, 12)
  return `"${words.toString('base64url')}"`
}

/**
 * Tells whether an `If-None-Match` header names a tag: alone or in a list, weak
 * or strong, and also without the quotes that some clients leave out. `*` names
 * none, since whoever sends it holds no answer that could still be right.
 *
 * @param tag - quoted, without characters that a list would split at
 */
export function namesTag(header: string | null | undefined, tag: string): boolean {
  if (header === null || header === undefined) return false
  if (header === tag) return true
  const opaque = tag.slice(1, -1)
  return header.split(',').some((item) => {
    const given = item.trim().replace(/^W\//i, '')
    return given === tag || given === opaque
  })
}
