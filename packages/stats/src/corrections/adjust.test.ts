import { describe, expect, it } from 'vitest'
import { adjustPValues, CORRECTIONS, logEValueOf, selectByEValues } from './adjust.ts'

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

  it('never passes 1, and leaves 0 and a single p alone', () => {
    for (const correction of CORRECTIONS) {
      expect(adjustPValues([0.3], correction)).toEqual([0.3])
      expect(adjustPValues([], correction)).toEqual([])
      expect(adjustPValues([1, 1, 0], correction)).toEqual([1, 1, 0])
    }
    expect(adjustPValues([0.8, 0.9, 0.7], 'bonferroni')).toEqual([1, 1, 1])
    expect(adjustPValues([0.8, 0.9, 0.7], 'holm')).toEqual([1, 1, 1])
    expect(adjustPValues([0.8, 0.9, 0.7], 'hochberg')).toEqual([0.9, 0.9, 0.9])
    expect(() => adjustPValues([0.1], 'sidak' as 'holm')).toThrow('correction is "sidak"')
    // Equal ones are equal afterwards, in whatever order they stand.
    expect(adjustPValues([0.01, 0.01, 0.5], 'holm')).toEqual([0.03, 0.03, 0.5])
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

  it('takes an e-value that is exactly large enough, and ties in the order given', () => {
    expect(selectByEValues([Math.log(20)], 0.05)).toEqual({
      method: 'e_bh',
      settings: { alpha: 0.05 },
      rejected: [true],
    })
    expect(selectByEValues([Math.log(19.9)], 0.05).rejected).toEqual([false])
    // The second makes up for the first: 2 / (0.1 × 2) is 10.
    expect(selectByEValues([11, 10.1].map(Math.log), 0.1).rejected).toEqual([true, true])
    expect(selectByEValues([19, 9].map(Math.log), 0.1).rejected).toEqual([false, false])
    expect(selectByEValues([], 0.1).rejected).toEqual([])
    expect(logEValueOf(0)).toBeCloseTo(-Math.LN2, 15)
    expect(() => logEValueOf(0.1)).toThrow('logP is 0.1')
    expect(() => logEValueOf(NaN)).toThrow('logP is NaN')
    expect(() => logEValueOf('-1' as unknown as number)).toThrow('logP is "-1"')
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
