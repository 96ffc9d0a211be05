import { hash } from 'node:crypto'

/** 128 bits that stand for texts in their order, as four integers of 32 bits. */
export interface Digest {
  /** How many texts. */
  readonly count: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

// Odd, so that multiplying loses nothing: texts that differ in one place never get the same sum.
const FACTORS = { a: 0x01000193, b: 0x85ebca6b, c: 0xc2b2ae35, d: 0x9e3779b1 }

/** By how many texts come after. */
const powers: (typeof FACTORS)[] = [{ a: 1, b: 1, c: 1, d: 1 }, FACTORS]

const words = Buffer.alloc(16)

/** Digests bytes: the first half of their SHA-256. */
export function digestOf(bytes: Uint8Array): Digest {
  const sha256 = hash('sha256', bytes, 'buffer')
  return {
    count: 1,
    a: sha256.readInt32LE(0),
    b: sha256.readInt32LE(4),
    c: sha256.readInt32LE(8),
    d: sha256.readInt32LE(12),
  }
}

/**
 * Joins the digests of texts to the digest of what they make in this order.
 * The texts of flags are shared by many answers and digested once, where each
 * answer would have to be hashed as a whole. In which groups they are joined
 * makes no difference.
 *
 * Each word is a polynomial over words that SHA-256 made, so other texts or
 * another order give another digest but for one case in 2^128.
 */
export function joinDigests(digests: readonly Digest[]): Digest {
  let [count, a, b, c, d] = [0, 0, 0, 0, 0]
  for (const digest of digests) {
    const power = powerOf(digest.count)
    count += digest.count
    a = (Math.imul(a, power.a) + digest.a) | 0
    b = (Math.imul(b, power.b) + digest.b) | 0
    c = (Math.imul(c, power.c) + digest.c) | 0
    d = (Math.imul(d, power.d) + digest.d) | 0
  }
  return { count, a, b, c, d }
}

function powerOf(count: number): typeof FACTORS {
  // Not by recursion: a ruleset of ten thousand flags goes deeper than a stack.
  let power = powers[Math.min(count, powers.length - 1)] ?? FACTORS
  while (powers.length <= count) {
    const { a, b, c, d } = power
    power = {
      a: Math.imul(a, FACTORS.a),
      b: Math.imul(b, FACTORS.b),
      c: Math.imul(c, FACTORS.c),
      d: Math.imul(d, FACTORS.d),
    }
    powers.push(power)
  }
  return power
}

/** The strong entity tag of what a digest stands for, quoted. */
export function entityTagOf({ a, b, c, d }: Digest): string {
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
