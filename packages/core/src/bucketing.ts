import { murmur3 } from './murmur3.ts'
import type { WeightedVariant } from './ruleset.ts'
import { BPS } from './ruleset.ts'

/** Buckets are the integers in `[0, 2^32)`: every value of the hash, so nothing is biased by a modulo. */
export const BUCKETS: number = 2 ** 32

/** The part of the bucket space that one variant owns. */
export interface VariantRange {
  readonly variant: string
  /** First bucket at home with the variant. */
  readonly from: number
  /** End of the covered part, exclusive: `[from, coveredTo)` is served the variant. */
  readonly coveredTo: number
  /** End of the home, exclusive; raising coverage moves `coveredTo` up to here. */
  readonly to: number
}

/**
 * Hashes a salt into the seed that its units are hashed with.
 *
 * @returns an integer in `[0, 2^32)`
 */
export function seedOf(salt: string): number {
  return murmur3(salt, 0)
}

/**
 * Finds the bucket of a unit: murmur3 over its UTF-8 bytes, seeded with the murmur3 of the salt.
 *
 * @returns an integer in `[0, 2^32)`
 */
export function bucketOf(unit: string, salt: string): number {
  return murmur3(unit, seedOf(salt))
}

/**
 * Turns a share into the bucket where it ends.
 *
 * @param shareBps - in `[0, 10_000]`
 * @returns an integer in `[0, 2^32]`; 10 000 gives exactly 2^32
 */
export function boundaryOf(shareBps: number): number {
  return boundary(shareBps * BPS)
}

/**
 * Lays out a split over the bucket space, variants in the order given.
 *
 * A variant's home depends on the weights alone, and coverage fills every home
 * from its start; so raising coverage changes nobody's variant.
 *
 * @param split - weights in basis points that sum to 10 000
 * @param coverageBps - in `[0, 10_000]`
 */
export function rangesOf(split: readonly WeightedVariant[], coverageBps: number): VariantRange[] {
  let before = 0
  return split.map(({ variant, weightBps }) => {
    const start = before * BPS
    before += weightBps
    return {
      variant,
      from: boundary(start),
      coveredTo: boundary(start + coverageBps * weightBps),
      to: boundary(before * BPS),
    }
  })
}

// In units of 1e-8, so that all arithmetic before the division is on exact integers.
function boundary(shareE8: number): number {
  return Math.floor((shareE8 / (BPS * BPS)) * BUCKETS)
}
