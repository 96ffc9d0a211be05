import { describe, expect, it } from 'vitest'
import { logGamma } from '../distributions/stirling.ts'
import { compareEventCounts } from './event-counts.ts'

describe('compareEventCounts', () => {
  it('is the beta mixture over the share, worked out by hand for a uniform prior', () => {
    // B(1 + 3, 1 + 1) / 0.5^4 = (3! 1! / 5!) × 16 = 0.8
    const result = compareEventCounts(1, 3, { treatmentShare: 0.5, priorEvents: 2 })
    expect(Math.exp(result.logE)).toBeCloseTo(0.8, 12)
    expect(result.p).toBe(1)
    expect(result.estimate).toBe(3)
  })

  it('estimates how much more often it happens for each unit that was planned', () => {
    const estimateOf = (control: number, treatment: number, treatmentShare: number) =>
      compareEventCounts(control, treatment, { treatmentShare }).estimate
    // A fifth of the units has two fifths of the events: 2 to 3 over 1 to 4.
    expect(estimateOf(30, 20, 0.2)).toBeCloseTo(8 / 3, 14)
    expect(estimateOf(3, 3, 0.5)).toBe(1)
    expect(estimateOf(1, 0, 0.5)).toBe(0)
    expect(estimateOf(0, 1, 0.5)).toBe(Infinity)
  })

  it('reads at 95 % by a prior that is worth 20 events, and says so', () => {
    const { settings } = compareEventCounts(3, 5, { treatmentShare: 0.5 })
    expect(settings).toEqual({ treatmentShare: 0.5, alpha: 0.05, priorEvents: 20 })
  })

  it('refuses a variant that is as good as closed', () => {
    for (const treatmentShare of [0.9e-12, 1 - 0.9e-12]) {
      expect(() => compareEventCounts(3, 5, { treatmentShare })).toThrow('Below 1e-12')
    }
    for (const treatmentShare of [1.1e-12, 1 - 1.1e-12]) {
      expect(compareEventCounts(0, 0, { treatmentShare }).p).toBeCloseTo(1, 12)
    }
  })

  it('has the estimate in its interval, however large the alpha', () => {
    for (const [control, treatment, treatmentShare] of [
      [1, 10, 10 / 11],
      [7, 1, 0.1],
      [2, 3, 0.5],
    ] as const) {
      const settings = { treatmentShare, alpha: 0.99, priorEvents: 1e6 }
      const { estimate = NaN, interval } = compareEventCounts(control, treatment, settings)
      expect(interval.low).toBeLessThan(estimate)
      expect(interval.high).toBeGreaterThan(estimate)
    }
  })

  it('reaches no farther than half an event on the other side, where alpha is next to 1', () => {
    const of = (control: number, treatment: number, treatmentShare: number) =>
      compareEventCounts(control, treatment, { treatmentShare, alpha: 0.9, priorEvents: 1e6 })
    // Ten to one over 999 to one
    expect(of(0, 5, 0.999).interval.low).toBeGreaterThanOrEqual(10 / 999 - 1e-12)
    expect(of(5, 0, 0.001).interval.high).toBeLessThanOrEqual(99.9 + 1e-9)
  })

  it('has an interval for the smallest alpha and the largest counts that there are', () => {
    for (const treatmentShare of [1e-11, 0.5, 1 - 1e-11]) {
      const settings = { treatmentShare, alpha: 5e-324 }
      for (const [control, treatment] of [
        [1, 1],
        [1, 1e15],
        [1e15, 1],
      ] as const) {
        const { estimate = NaN, interval } = compareEventCounts(control, treatment, settings)
        expect(interval.low).toBeLessThan(estimate)
        expect(interval.high).toBeGreaterThan(estimate)
      }
    }
  })

  it('excludes a ratio of 1 exactly when it rejects', () => {
    for (const treated of [5, 20, 22, 24, 26, 40]) {
      const { p, interval } = compareEventCounts(990, treated, { treatmentShare: 0.01 })
      expect(p <= 0.05).toBe(interval.low > 1 || interval.high < 1)
      expect(interval.low).toBeLessThan(treated / 10)
      expect(interval.high).toBeGreaterThan(treated / 10)
    }
  })

  it('says nothing before anything has happened', () => {
    const { p, interval, estimate } = compareEventCounts(0, 0, { treatmentShare: 0.5 })
    expect(estimate).toBeUndefined()
    expect(p).toBe(1)
    expect(interval).toEqual({ low: 0, high: Infinity })
    expect(compareEventCounts(0, 3, { treatmentShare: 0.5 }).estimate).toBe(Infinity)
    expect(compareEventCounts(1, 3, { treatmentShare: 0.5 }).interval.high).toBeLessThan(Infinity)
    expect(compareEventCounts(3, 1, { treatmentShare: 0.5 }).interval.low).toBeGreaterThan(0)
    expect(compareEventCounts(3, 0, { treatmentShare: 0.5 }).interval.low).toBe(0)
  })
})

// mpmath with 60 digits.
it.each([
  [500, 500, 0.5, -1.978162525536939],
  [975, 25, 0.01, 5.174576836876879],
  [497_500, 502_500, 0.5, 7.077420886108863],
  [5_599_999_795_060_985, 2_400_000_204_939_015, 0.3, -4.326904266574898],
  [7_991_999_985_864_938, 8_000_014_135_062, 0.001, -5.435351571492899],
])(
  'counts %d and %d events at a share of %d exactly',
  (control, treatment, treatmentShare, logE) => {
    expect(compareEventCounts(control, treatment, { treatmentShare }).logE).toBeCloseTo(logE, 6)
  },
)

it.each([
  [52, 37, 0.5, 0.05],
  [0, 3, 0.5, 0.05],
  [1, 210_843, 0.99, 0.0125],
  [9_900, 180, 0.01, 1e-6],
  [0, 1, 0.5, 0.9],
  [0, 5, 0.5, 0.9],
  [4, 0, 0.5, 0.9],
  [1, 10, 0.7, 0.999],
  [1, 3, 0.5, 1e-20],
  [3, 1, 0.5, 1e-20],
  [2, 2, 0.3, 1e-200],
])('ends the interval of %d and %d events where the e-value reaches 1 / alpha', (...given) => {
  const [control, treatment, treatmentShare, alpha] = given
  const { interval } = compareEventCounts(control, treatment, { treatmentShare, alpha })
  const [a, b] = [20 * treatmentShare, 20 * (1 - treatmentShare)]
  const logBeta = (x: number, y: number): number => logGamma(x) + logGamma(y) - logGamma(x + y)
  const logEAt = (ratio: number): number => {
    const odds = (ratio * treatmentShare) / (1 - treatmentShare)
    const likelihood = -treatment * Math.log1p(1 / odds) - control * Math.log1p(odds)
    return logBeta(a + treatment, b + control) - logBeta(a, b) - likelihood
  }
  // Large terms cancel here, which they do not in what is tested.
  const digits = 1e-14 * (control + treatment)
  for (const end of [interval.low, interval.high]) {
    if (end === 0 || end === Infinity) continue
    expect(Math.abs(logEAt(end) + Math.log(alpha))).toBeLessThan(1e-9 + digits)
  }
})

it('keeps six digits with any prior that it takes, and takes none that leaves fewer', () => {
  const settings = { treatmentShare: 0.3, priorEvents: 1e8 }
  const [a, b] = [3e7, 7e7]
  let exact = 0
  for (let k = 0; k < 70; k++) exact += Math.log1p(k / a)
  for (let k = 0; k < 50; k++) exact += Math.log1p(k / b)
  for (let k = 0; k < 120; k++) exact -= Math.log1p(k / 1e8)
  expect(Math.abs(compareEventCounts(50, 70, settings).logE - exact)).toBeLessThan(1e-6)
  expect(() => compareEventCounts(50, 70, { ...settings, priorEvents: 1e12 })).toThrow(
    'priorEvents is 1000000000000. Give 100000000 or less',
  )
})
