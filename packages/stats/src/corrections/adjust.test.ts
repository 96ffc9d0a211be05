import { describe, expect, it } from 'vitest'
import { adjustPValues, logEValueOf, selectByEValues } from './adjust.ts'

// Benjamini, Hochberg (1995), section 4: 15 hypotheses on thrombolysis.
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
  0.6528, 0.759, 1,
]
const rejections = (adjusted: readonly number[]): number => adjusted.filter((p) => p <= 0.05).length

describe('adjustPValues', () => {
  it.each([
    ['bonferroni', 3],
    ['hochberg', 3],
    ['benjamini_hochberg', 4],
  ] as const)(
    'with %s rejects %d hypotheses of Benjamini and Hochberg (1995)',
    (correction, count) => {
      expect(rejections(adjustPValues(published, correction))).toBe(count)
    },
  )

  it("matches R's p.adjust(c(0.01, 0.04, 0.03, 0.005))", () => {
    const p = [0.01, 0.04, 0.03, 0.005]
    const close = (actual: readonly number[], expected: readonly number[]): void => {
      for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 14)
    }
    close(adjustPValues(p, 'bonferroni'), [0.04, 0.16, 0.12, 0.02])
    close(adjustPValues(p, 'holm'), [0.03, 0.06, 0.06, 0.02])
    close(adjustPValues(p, 'hochberg'), [0.03, 0.04, 0.04, 0.02])
    close(adjustPValues(p, 'benjamini_hochberg'), [0.02, 0.04, 0.04, 0.02])
    close(adjustPValues(p, 'none'), p)
  })

  it('refuses what is no probability', () => {
    expect(() => adjustPValues([0.1, NaN], 'holm')).toThrow('pValues[1] is NaN')
  })
})

describe('selectByEValues', () => {
  it('rejects by e(k) ≥ m / (alpha k), worked out by hand', () => {
    // m / (alpha k) is 80, 40, 26.7, 20.
    const logs = [100, 45, 20, 19].map(Math.log)
    expect(selectByEValues(logs, 0.05).rejected).toEqual([true, true, false, false])
    expect(selectByEValues([100, 45, 27, 20].map(Math.log), 0.05).rejected).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(selectByEValues([2000, -Infinity], 0.05).rejected).toEqual([true, false])
  })

  it('calibrates a p-value to an e-value that is 1 on average', () => {
    // The mean of ½ p^-½ over uniform p, by the midpoint rule in the square root of p.
    let sum = 0
    for (let index = 0; index < 1000; index++) {
      const root = (index + 0.5) / 1000
      sum += (Math.exp(logEValueOf(2 * Math.log(root))) * 2 * root) / 1000
    }
    expect(sum).toBeCloseTo(1, 12)
  })
})
