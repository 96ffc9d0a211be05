import type { Generator } from '../src/index.ts'
import { createGenerator } from '../src/index.ts'

/** Draws of the distributions that scenarios are made of. */
export interface Chance extends Generator {
  readonly normal: () => number
  readonly lognormal: () => number
  readonly exponential: () => number
  /** How many of n succeed, each with probability p. */
  readonly binomial: (n: number, p: number) => number
}

/** Chance from a seed. */
export function createChance(...seed: readonly number[]): Chance {
  const { uniform, below } = createGenerator(...seed)
  let spare = NaN
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = NaN
      return kept
    }
    // Marsaglia's polar method gives two at once.
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const s = x * x + y * y
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * Math.log(s)) / s)
      spare = y * factor
      return x * factor
    }
  }
  return {
    uniform,
    below,
    normal,
    lognormal: () => Math.exp(normal()),
    exponential: () => -Math.log(1 - uniform()),
    binomial: (n, p) => {
      let successes = 0
      for (let index = 0; index < n; index++) if (uniform() < p) successes++
      return successes
    },
  }
}

/** n draws. */
export function draws(n: number, draw: () => number): Float64Array {
  const values = new Float64Array(n)
  for (let index = 0; index < n; index++) values[index] = draw()
  return values
}
