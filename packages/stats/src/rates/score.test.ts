import { expect, it } from 'vitest'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { compareRatesExact, liftOfRatesExact } from './compare-rates-exact.ts'
import { compareRatesScore, liftOfRates } from './compare-rates-score.ts'
import {
  scoreIntervalOfDifference,
  scoreIntervalOfLift,
  scoreOfDifference,
  scoreOfRatio,
} from './score.ts'

type Asked = Parameters<typeof compareRatesScore>

const rate = (successes: number, n: number) => ({ successes, n })

// The likeliest rates under a difference, as the root of a cubic equation that has a closed form:
// Miettinen, Nurminen (1985), Comparative analysis of two rates, appendix 1.
function inClosedForm([c0, s0, c1, s1]: readonly number[], difference: number): number {
  const [cases0, n0, cases1, n1] = [c0, s0, c1, s1] as [number, number, number, number]
  const [cases, n] = [cases0 + cases1, n0 + n1]
  const l2 = (n1 + 2 * n0) * difference - n - cases
  const l1 = (n0 * difference - n - 2 * cases0) * difference + cases
  const l0 = cases0 * difference * (1 - difference)
  const q = l2 ** 3 / (3 * n) ** 3 - (l1 * l2) / (6 * n * n) + l0 / (2 * n)
  const p = Math.sign(q) * Math.sqrt((l2 / (3 * n)) ** 2 - l1 / (3 * n))
  const rate0 = 2 * p * Math.cos((Math.PI + Math.acos(q / p ** 3)) / 3) - l2 / (3 * n)
  const rate1 = rate0 + difference
  const squared = (rate0 * (1 - rate0)) / n0 + (rate1 * (1 - rate1)) / n1
  return (cases1 / n1 - cases0 / n0 - difference) / Math.sqrt(squared)
}

it('has the likeliest rates of the closed form of Miettinen and Nurminen (1985), to 12 digits', () => {
  for (const counts of [
    [30, 400, 18, 90],
    [9, 10, 3, 10],
    [48, 80, 56, 70],
    [700, 1000, 30, 50],
    [3, 60, 9, 20],
  ] as const) {
    const [a, n, b, m] = counts
    for (const difference of [-0.6, -0.21, -0.04, 0.03, 0.17, 0.55]) {
      const score = scoreOfDifference(rate(a, n), rate(b, m), difference)
      expect(score / inClosedForm(counts, difference)).toBeCloseTo(1, 12)
    }
  }
})

// Where next to none did it, the cubic equation is the quadratic one of two Poisson counts.
it('has the likeliest rates of Poisson counts for rates of 1e-12', () => {
  const n = 1e15
  for (const difference of [-9e-13, -3e-13, 1e-13, 5e-13, 3e-12]) {
    const half = (2200 / n - 2 * difference) / 4
    const c = half + Math.sqrt(half * half + (1000 * difference) / (2 * n))
    const z = (2e-13 - difference) / Math.sqrt((2 * c + difference) / n)
    expect(scoreOfDifference(rate(1000, n), rate(1200, n), difference) / z).toBeCloseTo(1, 9)
  }
})

it('is against any difference the same of failures as of successes, for rates next to 1', () => {
  const n = 1e9
  for (const difference of [-9e-7, -3e-7, 1e-7, 5e-7, 3e-6]) {
    const few = scoreOfDifference(rate(1000, n), rate(1200, n), difference)
    const many = scoreOfDifference(rate(n - 1000, n), rate(n - 1200, n), -difference)
    expect(many / few).toBeCloseTo(-1, 8)
  }
})

it('has a chi-squared of as many as there are units where all of one variant alone did it', () => {
  expect(scoreOfDifference(rate(0, 20), rate(10, 10), 0) ** 2).toBeCloseTo(30, 12)
  expect(scoreOfRatio(rate(20, 20), rate(0, 10), 1) ** 2).toBeCloseTo(30, 12)
})

it('holds every difference and every lift at a look that has no boundary', () => {
  for (const [control, treatment] of [
    [rate(30, 400), rate(18, 90)],
    [rate(30, 400), rate(0, 90)],
    [rate(10, 10), rate(0, 90)],
  ] as const) {
    const [difference, lift] = [
      scoreIntervalOfDifference(control, treatment, Infinity),
      scoreIntervalOfLift(control, treatment, Infinity),
    ]
    expect(difference).toEqual({ low: -1, high: 1 })
    expect(lift).toEqual({ low: -1, high: Infinity })
  }
})

// With an alpha above a half, a one-sided bound lies on the other side of the estimate.
it('excludes the null exactly where p is at most alpha, for any alpha and either side', () => {
  for (const [control, treatment] of [
    [rate(30, 400), rate(6, 90)],
    [rate(30, 400), rate(8, 90)],
    [rate(50, 1000), rate(0, 40)],
    [rate(20, 40), rate(11, 20)],
  ] as const) {
    for (const test of [compareRatesScore, liftOfRates]) {
      for (const alpha of [0.05, 0.3, 0.45, 0.55, 0.7, 0.95]) {
        for (const side of ['two_sided', 'greater', 'less'] as const) {
          const { p, interval } = test(control, treatment, { alpha, side })
          expect(interval.low > 0 || interval.high < 0, `${alpha} ${side}`).toBe(p <= alpha)
        }
      }
    }
  }
})

it('ends where the score is that of alpha also without a success in the treatment', () => {
  const [control, treatment] = [rate(50, 1000), rate(0, 1000)]
  for (const alpha of [0.05, 0.4, 0.6, 0.9]) {
    const { high } = liftOfRates(control, treatment, { alpha }).interval
    const reach = normalUpperQuantile(alpha / 2)
    expect(scoreOfRatio(control, treatment, 1 + high)).toBeCloseTo(-reach, 9)
  }
})

it('says which null it has tested, where it is not the usual one', () => {
  for (const test of [compareRatesScore, liftOfRates]) {
    const settings = { alpha: 0.1, side: 'less' } as const
    const of = (nullValue?: number) =>
      test(rate(30, 400), rate(18, 90), {
        ...settings,
        ...(nullValue !== undefined && { nullValue }),
      })
    expect(of().settings).toEqual(settings)
    expect(of(0)).toEqual(of())
    expect(of(0.1).settings).toEqual({ ...settings, nullValue: 0.1 })
  }
})

it('has no difference of 1 or more, and no lift and no difference of -1 or less, to test', () => {
  const of = (nullValue: number, tests: readonly ((...all: Asked) => unknown)[]): void => {
    for (const test of tests) {
      expect(() => test(rate(9, 10), rate(3, 10), { nullValue })).toThrow(
        `nullValue is ${nullValue}`,
      )
    }
  }
  for (const nullValue of [-1, -1.2]) {
    of(nullValue, [compareRatesScore, liftOfRates, compareRatesExact, liftOfRatesExact])
  }
  for (const nullValue of [1, 1.2]) of(nullValue, [compareRatesScore, compareRatesExact])
})

it('finds nothing in rates that are the same, and a lift over a single success', () => {
  for (const test of [compareRatesScore, liftOfRates]) {
    expect(test(rate(3, 10), rate(6, 20))).toMatchObject({ estimate: 0, statistic: 0, p: 1 })
  }
  expect(liftOfRates(rate(1, 1000), rate(5, 1000)).estimate).toBeCloseTo(4, 12)
})

it('reaches to a difference of all and of none, and not beyond', () => {
  for (const n of [10, 20]) {
    const [all, none] = [rate(10, 10), rate(0, n)]
    expect(compareRatesScore(none, all).interval.high).toBe(1)
    expect(compareRatesScore(all, none).interval.low).toBe(-1)
  }
})
