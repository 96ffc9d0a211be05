import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { lift } from '../means/lift.ts'
import { compareEstimates, compareMeans } from '../means/welch.ts'
import { momentsOf } from '../moments/moments.ts'
import { mergeRatioMoments, ratioEstimate, ratioMomentsOf } from '../ratios/ratio.ts'
import type { CovariateMoments } from './covariate.ts'
import { covariateMomentsOf, mergeCovariateMoments } from './covariate.ts'
import {
  compareRatiosCuped,
  cupedRatioEstimates,
  liftRatiosCuped,
  mergeRatioCovariateMoments,
  ratioCovariateMomentsOf,
} from './cuped-ratio.ts'
import { compareMeansCuped, cupedEstimates, liftCuped } from './cuped.ts'
import { compareMeansStratified } from './post-stratification.ts'

const { uniform } = createGenerator(11)
const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
const before = Array.from({ length: 400 }, () => uniform() * 10)
const during = before.map((value) => value * 0.8 + uniform() * 4 + 3)
const lifted = during.map((value, index) => value + (index % 2 === 0 ? 0.5 : 0))
const half = (values: readonly number[], which: 0 | 1): number[] =>
  values.filter((_, index) => index % 2 === 1 - which)
const control = covariateMomentsOf(half(lifted, 0), half(before, 0))
const treatment = covariateMomentsOf(half(lifted, 1), half(before, 1))

describe('compareMeansCuped', () => {
  it('is Welch on values with theta times the covariate taken out', () => {
    const result = compareMeansCuped(control, treatment)
    const adjust = (which: 0 | 1): number[] => {
      const x = half(before, which)
      return half(lifted, which).map((value, index) => value - result.theta * (x[index] as number))
    }
    const direct = compareMeans(momentsOf(adjust(0)), momentsOf(adjust(1)))
    expect(result.estimate).toBeCloseTo(direct.estimate, 10)
    expect(result.standardError).toBeCloseTo(direct.standardError, 10)
    expect(result.df).toBeCloseTo(direct.df ?? 0, 6)
    const plain = compareMeans(control, treatment)
    expect(result.varianceReduction).toBeGreaterThan(0.7)
    expect(result.varianceReduction).toBeCloseTo(
      1 - (result.standardError / plain.standardError) ** 2,
      12,
    )
  })

  it('has the slope of both variants as one sample', () => {
    const pooled = covariateMomentsOf(lifted, before)
    const merged = mergeCovariateMoments([control, treatment])
    expect(merged.covariance).toBeCloseTo(pooled.covariance, 10)
    expect(compareMeansCuped(control, treatment).theta).toBeCloseTo(
      pooled.covariance / pooled.covariate.variance,
      10,
    )
  })

  it('is Welch alone for a constant covariate, and takes a theta that is given', () => {
    const flat = (which: 0 | 1) =>
      covariateMomentsOf(
        half(lifted, which),
        half(before, which).map(() => 1),
      )
    expect(compareMeansCuped(flat(0), flat(1))).toMatchObject({
      theta: 0,
      estimate: compareMeans(control, treatment).estimate,
    })
    expect(compareMeansCuped(control, treatment, { theta: 0 }).p).toBeCloseTo(
      compareMeans(control, treatment).p,
      12,
    )
  })

  it('scales with the metric, down to tiny ones', () => {
    const tiny = (which: 0 | 1) =>
      covariateMomentsOf(
        half(lifted, which).map((value) => value / 1024),
        half(before, which).map((value) => value / 1024),
      )
    const [plain, scaled] = [
      compareMeansCuped(control, treatment),
      compareMeansCuped(tiny(0), tiny(1)),
    ]
    expect(scaled.p).toBeCloseTo(plain.p, 12)
    expect(scaled.standardError * 1024).toBeCloseTo(plain.standardError, 12)
  })

  it('has nothing to reduce when nothing varies', () => {
    const constant = covariateMomentsOf([1, 1, 1], [2, 3, 4])
    expect(cupedEstimates(constant, constant)).toMatchObject({ theta: 0, varianceReduction: 0 })
  })

  it('refuses a covariance that the variances do not allow', () => {
    expect(() => compareMeansCuped({ ...control, covariance: 1e3 }, treatment)).toThrow(
      'control.covariance',
    )
  })
})

it('merges means around 1e9 to the last digit', () => {
  const part = (n: number, mean: number) => ({
    n,
    mean,
    variance: 1,
    covariate: { mean: 1, variance: 1 },
    covariance: 0.5,
  })
  for (let index = 0; index < 200; index++) {
    const [n, share] = [3 + index, (index * 0.37) % 1]
    const merged = mergeCovariateMoments([part(n, 1e9 + share), part(7, 1e9 + 0.7)])
    const expected = (n * share + 7 * 0.7) / (n + 7)
    expect(Math.abs(merged.mean - 1e9 - expected)).toBeLessThan(3e-7)
  }
})

it('adjusts each mean by its covariate over that of both variants', () => {
  const at = (mean: number, before: number): CovariateMoments => ({
    n: 10,
    mean,
    variance: 4,
    covariate: { mean: before, variance: 1 },
    covariance: 1,
  })
  const adjusted = cupedEstimates(at(5, 1), at(7, 3), { theta: 0.5 })
  // The centre of both is 2.
  expect(adjusted.control.mean).toBe(5.5)
  expect(adjusted.treatment.mean).toBe(6.5)
})

describe('liftCuped', () => {
  it('has the error of the delta method, by numerical differentiation', () => {
    const result = liftCuped(control, treatment)
    const { theta } = result
    const liftAt = (c: number, cx: number, t: number, tx: number): number =>
      (t - theta * tx - (c - theta * cx)) / Math.abs(c)
    const at = [
      control.mean,
      control.covariate.mean,
      treatment.mean,
      treatment.covariate.mean,
    ] as const
    const slopes = at.map((_, which) => {
      const moved = (by: number): number =>
        liftAt(
          ...(at.map((value, index) => (index === which ? value + by : value)) as [
            number,
            number,
            number,
            number,
          ]),
        )
      return (moved(1e-5) - moved(-1e-5)) / 2e-5
    }) as [number, number, number, number]
    const part = (moments: typeof control, own: number, other: number): number =>
      (own * own * moments.variance +
        other * other * moments.covariate.variance +
        2 * own * other * moments.covariance) /
      moments.n
    const variance = part(control, slopes[0], slopes[1]) + part(treatment, slopes[2], slopes[3])
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance), 9)
  })
})

describe('liftRatiosCuped', () => {
  const unit = () => {
    const known = normal()
    const sessions = 2 + Math.abs(normal())
    return { known, sessions, spent: sessions * (4 + known + 0.3 * normal()) }
  }
  const draw = (n: number, by: number) => {
    const units = Array.from({ length: n }, unit)
    return ratioCovariateMomentsOf(
      units.map(({ spent, sessions }) => spent + 4 * (by - 1) * sessions),
      units.map(({ sessions }) => sessions),
      units.map(({ known }) => known),
    )
  }

  it('covers a lift of 100 % and of 300 %, which a lift of adjusted ratios does not', () => {
    for (const by of [2, 4]) {
      let covered = 0
      let alone = 0
      for (let run = 0; run < 500; run++) {
        const [c, t] = [draw(60, 1), draw(60, by)]
        const holds = ({ interval: { low, high } }: { interval: { low: number; high: number } }) =>
          low <= by - 1 && high >= by - 1
        if (holds(liftRatiosCuped(c, t))) covered++
        const adjusted = cupedRatioEstimates(c, t)
        if (holds(lift(adjusted.control, adjusted.treatment))) alone++
      }
      expect(covered / 500).toBeGreaterThan(0.915)
      expect(alone / 500).toBeLessThan(0.89)
    }
  })

  it('divides by the unadjusted ratio of the control, and names its method', () => {
    const [c, t] = [draw(100, 1), draw(100, 1.3)]
    const { control, treatment } = cupedRatioEstimates(c, t)
    const difference = compareRatiosCuped(c, t)
    expect(difference.method).toBe('cuped_ratio')
    expect(difference.estimate).toBeCloseTo(treatment.mean - control.mean, 14)
    const result = liftRatiosCuped(c, t)
    expect(result.method).toBe('lift_cuped_ratio')
    expect(result.estimate).toBeCloseTo(difference.estimate / ratioEstimate(c).mean, 14)
    expect(liftRatiosCuped(c, t, { df: 'normal' }).df).toBeUndefined()
    expect(liftRatiosCuped(c, t, { nullValue: result.estimate }).statistic).toBeCloseTo(0, 9)
    const plain = lift(ratioEstimate(c), ratioEstimate(t))
    expect(liftRatiosCuped(c, t, { theta: 0 }).standardError).toBeCloseTo(plain.standardError, 14)
  })

  it('is the lift of a mean where every denominator is 1', () => {
    const ones = before.map(() => 1)
    const [c, t] = ([0, 1] as const).map((which) =>
      ratioCovariateMomentsOf(half(lifted, which), half(ones, which), half(before, which)),
    ) as [ReturnType<typeof draw>, ReturnType<typeof draw>]
    const means = ([0, 1] as const).map((which) =>
      covariateMomentsOf(half(lifted, which), half(before, which)),
    ) as [CovariateMoments, CovariateMoments]
    const [ratios, plain] = [liftRatiosCuped(c, t), liftCuped(...means)]
    expect(ratios.estimate).toBeCloseTo(plain.estimate, 12)
    expect(ratios.standardError).toBeCloseTo(plain.standardError, 12)
    expect(ratios.df).toBeCloseTo(plain.df ?? 0, 6)
    const merged = mergeRatioCovariateMoments([c, t])
    expect(merged.numeratorCovariance).toBeCloseTo(mergeCovariateMoments(means).covariance, 10)
  })
})

describe('ratios', () => {
  const sessions = before.map((value) => 1 + Math.floor(value / 2))
  const ratio = ratioMomentsOf(lifted, sessions)

  it('has the error of the linearised ratio', () => {
    const { mean, squaredError, n } = ratioEstimate(ratio)
    const d = ratio.denominator.mean
    const linear = momentsOf(
      lifted.map((value, index) => (value - mean * (sessions[index] as number)) / d),
    )
    expect(squaredError).toBeCloseTo(linear.variance / n, 12)
  })

  it('merges parts in any order', () => {
    const parts = [0, 1].map((which) =>
      ratioMomentsOf(half(lifted, which as 0 | 1), half(sessions, which as 0 | 1)),
    )
    expect(mergeRatioMoments(parts).covariance).toBeCloseTo(ratio.covariance, 10)
  })

  it('is undefined over a denominator of 0', () => {
    const none = ratioMomentsOf([1, 2, 3], [0, 0, 0])
    expect(() => ratioEstimate(none)).toThrow(
      expect.objectContaining({ category: 'undefined_estimand' }),
    )
  })

  it('is adjusted by a covariate as its linearised values are', () => {
    const noise = before.map((value) => value + uniform())
    const moments = ([0, 1] as const).map((which) =>
      ratioCovariateMomentsOf(half(lifted, which), half(sessions, which), half(noise, which)),
    )
    const [c, t] = moments as [(typeof moments)[0], (typeof moments)[0]]
    const plain = compareEstimates(ratioEstimate(c), ratioEstimate(t))
    const adjusted = cupedRatioEstimates(c, t)
    const result = compareEstimates(adjusted.control, adjusted.treatment)
    expect(result.standardError).toBeLessThan(plain.standardError)
    const linear = (which: 0 | 1, ratio: number, over: number): number[] => {
      const [m, d] = [half(lifted, which), half(sessions, which)]
      return m.map((value, index) => (value - ratio * (d[index] as number)) / over)
    }
    const whole = ratioEstimate(ratio).mean
    const all = mergeCovariateMoments(
      ([0, 1] as const).map((which) =>
        covariateMomentsOf(linear(which, whole, ratio.denominator.mean), half(noise, which)),
      ),
    )
    expect(adjusted.theta).toBeCloseTo(all.covariance / all.covariate.variance, 10)
    const own = ratioEstimate(t).mean
    const x = half(noise, 1)
    const left = momentsOf(
      linear(1, own, t.denominator.mean).map(
        (value, index) => value - adjusted.theta * (x[index] as number),
      ),
    )
    expect(adjusted.treatment.squaredError).toBeCloseTo(left.variance / left.n, 12)
    expect(adjusted.treatment.mean).toBeCloseTo(
      own - adjusted.theta * (t.covariate.mean - all.covariate.mean),
      12,
    )
    const unadjusted = cupedRatioEstimates(c, t, { theta: 0 })
    expect(compareEstimates(unadjusted.control, unadjusted.treatment).p).toBeCloseTo(plain.p, 12)
  })
})

describe('compareMeansStratified', () => {
  it('weighs strata by their units, worked out by hand', () => {
    const moments = (n: number, mean: number, variance: number) => ({ n, mean, variance })
    const strata = [
      { control: moments(20, 5, 50), treatment: moments(60, 7, 60) },
      { control: moments(100, 1, 5), treatment: moments(20, 5, 30) },
    ]
    const result = compareMeansStratified(strata)
    // Weights of 0.4 and 0.6.
    expect(result.estimate).toBeCloseTo(0.4 * 2 + 0.6 * 4, 14)
    expect(result.standardError ** 2).toBeCloseTo(0.4 + 0.16 + 0.018 + 0.54, 14)
    const df = 1.118 ** 2 / (0.4 ** 2 / 19 + 0.16 ** 2 / 59 + 0.018 ** 2 / 99 + 0.54 ** 2 / 19)
    expect(result.df).toBeCloseTo(df, 10)
    expect(result.settings).not.toHaveProperty('spread')
    // 60 (1 - 20 / 60) is a spread of 40, and nobody of the smaller one differs from another.
    const [first, second] = strata as [(typeof strata)[0], (typeof strata)[0]]
    const still = { ...first, control: { ...first.control, variance: 0 } }
    const widened = compareMeansStratified([still, second])
    expect(widened.standardError ** 2).toBeCloseTo(0.32 + 0.16 + 0.018 + 0.54, 14)
    expect(widened.settings).toMatchObject({ spread: 'of_larger_variant' })
  })

  it('refuses few units beside many more, and says how many times as many are enough', () => {
    const moments = (n: number) => ({ n, mean: 0, variance: 1 })
    const strata = (times: number) =>
      [1, 2].map(() => ({ control: moments(10 * times), treatment: moments(90 * times) }))
    expect(() => compareMeansStratified(strata(1))).toThrow('Wait for 7.1 times as many')
    expect(() => compareMeansStratified(strata(7))).toThrow('Variants of such unlike sizes')
    expect(compareMeansStratified(strata(8)).p).toBe(1)
    // Variants of one size need no more than two.
    expect(compareMeansStratified([{ control: moments(2), treatment: moments(2) }]).p).toBe(1)
  })

  it('is Welch for one stratum, and takes the difference between strata out', () => {
    const one = compareMeansStratified([{ control, treatment }])
    const welch = compareMeans(control, treatment)
    expect(one.p).toBeCloseTo(welch.p, 12)
    const strata = [0, 1].map((shift) => ({
      control: { ...control, mean: control.mean + shift * 100 },
      treatment: { ...treatment, mean: treatment.mean + shift * 100 },
    }))
    expect(compareMeansStratified(strata).standardError).toBeCloseTo(
      welch.standardError * Math.SQRT1_2,
      10,
    )
  })

  it('refuses no strata, and a stratum with one unit', () => {
    expect(() => compareMeansStratified([])).toThrow('There is no stratum')
    expect(() =>
      compareMeansStratified([{ control, treatment: { n: 1, mean: 0, variance: 0 } }]),
    ).toThrow('strata[0].treatment.n is 1')
  })
})

it('the moments of a ratio and its covariate are those of its columns', () => {
  const { covariance, numeratorCovariance, denominatorCovariance } = ratioCovariateMomentsOf(
    [1, 2, 6],
    [2, 1, 3],
    [5, 1, 0],
  )
  // Sums of products of the distances to the means 3, 2 and 2, over two degrees of freedom.
  expect([covariance, numeratorCovariance, denominatorCovariance]).toEqual([2, -5.5, -0.5])
})
