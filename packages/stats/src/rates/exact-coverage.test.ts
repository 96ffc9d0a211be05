import { expect, it } from 'vitest'
import { logBinomialDensity } from '../distributions/binomial.ts'
import type { Interval } from '../tests/result.ts'
import { compareRatesExact, liftOfRatesExact } from './compare-rates-exact.ts'

const GRID = Array.from({ length: 26 }, (_, step) => step / 25)

/** What is allowed where all of one variant did it and none of the other tells more. */
const everything: Interval = { low: -1, high: Infinity }

const TESTS = [
  { test: compareRatesExact, truth: (control: number, treatment: number) => treatment - control },
  {
    test: liftOfRatesExact,
    truth: (control: number, treatment: number) => treatment / control - 1,
  },
]

it.each([
  [8, 8],
  [12, 4],
])('misses no more than alpha, whatever the rates of %d and %d units are', (m, n) => {
  const ways = (units: number) => Array.from({ length: units + 1 }, (_, count) => count)
  for (const { test, truth } of TESTS) {
    for (const alpha of [0.05, 0.1]) {
      const intervals = ways(m).map((c) =>
        ways(n).map((t) => {
          const isRefused = test === liftOfRatesExact ? c === 0 : c + t === 0
          if (isRefused || (c === m && t === n)) return everything
          const control = { successes: c, n: m }
          return test(control, { successes: t, n }, { alpha }).interval
        }),
      )
      let most = 0
      for (const control of GRID.slice(1)) {
        for (const treatment of GRID) {
          const effect = truth(control, treatment)
          let missed = 0
          for (const [c, row] of intervals.entries()) {
            for (const [t, { low, high }] of row.entries()) {
              if (effect >= low - 1e-12 && effect <= high + 1e-12) continue
              missed += Math.exp(
                logBinomialDensity(c, m, control) + logBinomialDensity(t, n, treatment),
              )
            }
          }
          most = Math.max(most, missed)
        }
      }
      expect(most).toBeLessThan(alpha)
      expect(most).toBeGreaterThan(alpha / 3)
    }
  }
})
