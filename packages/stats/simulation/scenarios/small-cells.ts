import { compareMeansStratified, rateEstimate, testInteraction } from '../../src/index.ts'
import type { Scenario } from '../scenario.ts'
import { runsOf } from '../scenario.ts'

const Z = 1.959963984540054
const RATE = 0.01
const SMALLEST = 200

/** Where experiments overlap at 90/10, and in strata: what small cells of rare events seem to say. */
export const smallCells: Scenario = {
  id: 'S7',
  run(trial) {
    const all = runsOf('S7', 2000, trial)
    const { uniform } = all.chance
    const cell = (times: number) => {
      const n = times * SMALLEST
      return rateEstimate({ n, successes: rare(uniform, n) })
    }
    let [found, foundWrongly, foundInStrata] = [0, 0, 0]
    for (let run = 0; run < all.runs; run++) {
      const overlap = { neither: cell(81), first: cell(9), second: cell(9), both: cell(1) }
      if (testInteraction(overlap).p <= 0.05) found++
      const { neither, first, second, both } = overlap
      const error = Object.values(overlap).reduce((sum, { squaredError }) => sum + squaredError, 0)
      const difference = both.mean - second.mean - first.mean + neither.mean
      if (Math.abs(difference) > Z * Math.sqrt(error)) foundWrongly++
      const strata = [1, 2, 3, 4, 5].map(() => ({ control: paid(260), treatment: paid(29) }))
      if (compareMeansStratified(strata).p <= 0.05) foundInStrata++
    }
    return [
      all.holds(
        'interaction of a rate of 1 % at 90/10 twice, 200 units in both treatments',
        found,
        { atMost: 0.05 },
      ),
      all.control("the same by the cells' own errors", foundWrongly, { atLeast: 0.09 }),
      all.holds('five strata of 260 and 29 units, 1 % pay, no difference', foundInStrata, {
        atMost: 0.05,
      }),
    ]

    function paid(n: number) {
      const mean = rare(uniform, n) / n
      return { n, mean, variance: (mean * (1 - mean) * n) / (n - 1) }
    }
  },
}

/** How many of n have a rare event, by the gaps between them. */
function rare(uniform: () => number, n: number): number {
  const gap = (): number => Math.floor(Math.log(1 - uniform()) / Math.log1p(-RATE)) + 1
  let count = 0
  for (let at = gap(); at <= n; at += gap()) count++
  return count
}
