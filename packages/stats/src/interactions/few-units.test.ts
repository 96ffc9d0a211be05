import { describe, expect, it } from 'vitest'
import type { Chance } from '../../simulation/chance.ts'
import { createChance, draws } from '../../simulation/chance.ts'
import { compareMeansStratified } from '../covariates/post-stratification.ts'
import { meanEstimate } from '../moments/estimate.ts'
import type { Moments } from '../moments/moments.ts'
import { momentsOf } from '../moments/moments.ts'
import { testInteraction } from './interaction.ts'

const RUNS = 1000
/** 5 %, and what chance adds to it in so many runs. */
const MOST = RUNS * (0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / RUNS))

const VALUES: Readonly<Record<string, (chance: Chance) => number>> = {
  normal: ({ normal }) => normal(),
  lognormal: ({ lognormal }) => lognormal(),
  'exponential, rounded': ({ exponential }) => Math.floor(2 * exponential()),
}

describe.each(Object.keys(VALUES))('where nothing differs, of %s values', (kind) => {
  const foundIn = (compare: (sample: (n: number) => Moments) => { readonly p: number }): number => {
    const chance = createChance(31)
    const sample = (n: number): Moments => momentsOf(draws(n, () => VALUES[kind]?.(chance) ?? 0))
    let found = 0
    for (let run = 0; run < RUNS; run++) if (isFound(() => compare(sample))) found++
    return found
  }

  it.each([
    [3, 9, 9, 3],
    [9, 3, 3, 9],
    [9, 9, 9, 3],
    [3, 3, 3, 9],
    [20, 60, 60, 20],
    [50, 150, 150, 150],
  ] as const)('cells of %d, %d, %d and %d units show no interaction', (...sizes) => {
    const found = foundIn((sample) => {
      const [neither, first, second, both] = sizes.map((n) => meanEstimate(sample(n)))
      if (!neither || !first || !second || !both) throw new Error('There are four.')
      return testInteraction({ neither, first, second, both })
    })
    expect(found).toBeLessThanOrEqual(MOST)
  })

  it.each([
    [[[3, 9]]],
    [
      [
        [3, 9],
        [9, 3],
      ],
    ],
    [
      [
        [2, 6],
        [2, 6],
        [2, 6],
        [2, 6],
      ],
    ],
    [
      [
        [20, 60],
        [20, 60],
        [20, 60],
      ],
    ],
    [
      [
        [3, 9],
        [100, 100],
      ],
    ],
    [
      [
        [3, 9],
        [3, 9],
        [3, 9],
        [150, 1500],
      ],
    ],
  ] as const)('strata of %j units show no difference', (sizes) => {
    const found = foundIn((sample) =>
      compareMeansStratified(
        sizes.map(([control, treatment]) => ({
          control: sample(control),
          treatment: sample(treatment),
        })),
      ),
    )
    expect(found).toBeLessThanOrEqual(MOST)
  })
})

/** Of values that are all the same nothing is said, which is no finding. */
function isFound(compare: () => { readonly p: number }): boolean {
  try {
    return compare().p <= 0.05
  } catch (error) {
    expect(error).toHaveProperty('message', expect.stringMatching(/^No value differs from another/))
    return false
  }
}

it('asks for more units where a cell, or a variant of a stratum, is smaller than a third', () => {
  const of = (n: number): Moments => ({ n, mean: 0, variance: 1 })
  const cells = (both: number) => () =>
    testInteraction({
      neither: meanEstimate(of(9)),
      first: meanEstimate(of(9)),
      second: meanEstimate(of(9)),
      both: meanEstimate(of(both)),
    })
  expect(cells(3)().p).toBe(1)
  expect(cells(2)).toThrow('Cells of such unlike sizes')
  const strata = (control: number) => () =>
    compareMeansStratified([
      { control: of(control), treatment: of(9) },
      { control: of(9), treatment: of(3) },
    ])
  expect(strata(3)().p).toBe(1)
  expect(strata(2)).toThrow('Variants of such unlike sizes')
})
