import { StatsError } from '../errors.ts'
import { checkCount } from '../input/check.ts'
import { shown } from '../input/shown.ts'

/** A source of chance that a seed repeats exactly. */
export interface Generator {
  /** The next number, uniform in [0, 1), with 32 bits. */
  readonly uniform: () => number
  /** The next whole number from 0 up to, and without, `below`. */
  readonly below: (below: number) => number
}

/**
 * A small generator of good numbers (sfc32, period 2^128 on average).
 *
 * @param seed - whole numbers in any count; the same ones give the same numbers for ever
 * @see Doty-Humphrey, PractRand; passes its tests and those of TestU01
 * @throws StatsError `invalid_input` for a seed that is no whole number
 */
export function createGenerator(...seed: readonly number[]): Generator {
  if (seed.length === 0 || seed.some((part) => !Number.isInteger(part))) {
    throw new StatsError(
      'invalid_input',
      `The seed is [${seed.map(shown).join(', ')}]. Give whole numbers.`,
    )
  }
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  const next = (): number => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + result) | 0
    return result >>> 0
  }
  for (const part of seed) {
    a ^= part | 0
    b ^= Math.floor(part / 2 ** 32) | 0
    // What has been stirred in reaches every bit after a dozen rounds.
    for (let round = 0; round < 12; round++) next()
  }
  return {
    uniform: () => next() * 2 ** -32,
    below: (below) => {
      checkCount('below', below, 1)
      return Math.floor(next() * 2 ** -32 * below)
    },
  }
}
