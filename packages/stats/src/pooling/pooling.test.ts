import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { heterogeneity, poolEffects } from './random-effects.ts'
import { shrinkEffects } from './shrinkage.ts'

// Colditz et al. (1994): BCG vaccine, thirteen trials; cases and others of both groups.
const trials = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const
const effects = trials.map(([a, b, c, d]) => ({
  estimate: Math.log(a / (a + b) / (c / (c + d))),
  standardError: Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)),
}))

describe('poolEffects', () => {
  it("matches metafor's rma(yi, vi, data = dat.bcg, method = 'DL')", () => {
    const result = poolEffects(effects)
    expect(result.estimate).toBeCloseTo(-0.7141, 4)
    expect(result.standardError).toBeCloseTo(0.1787, 4)
    expect(result.heterogeneity.q).toBeCloseTo(152.233, 3)
    expect(result.heterogeneity.df).toBe(12)
    expect(result.heterogeneity.tau2).toBeCloseTo(0.3088, 4)
    expect(result.heterogeneity.i2).toBeCloseTo(0.9212, 4)
    expect(result.heterogeneity.p / 1.9967645908458624e-26).toBeCloseTo(1, 10)
  })

  it("is Cochran's Q and DerSimonian and Laird's variance, worked out by hand", () => {
    const three = [
      { estimate: 0, standardError: 1 },
      { estimate: 3, standardError: 0.5 },
      { estimate: 6, standardError: 1 },
    ]
    // Weights 1, 4 and 1, mean 3: Q = 9 + 0 + 9; τ² = (18 - 2) / (6 - 18 / 6).
    const spread = heterogeneity(three)
    expect(spread).toMatchObject({ q: 18, df: 2 })
    expect(spread.tau2).toBeCloseTo(16 / 3, 14)
    expect(spread.i2).toBeCloseTo(16 / 18, 14)
    expect(spread.p).toBeCloseTo(Math.exp(-9), 14)
    const pooled = poolEffects(three)
    const weights = [1 / (1 + 16 / 3), 1 / (0.25 + 16 / 3), 1 / (1 + 16 / 3)]
    const sum = weights.reduce((all, weight) => all + weight, 0)
    expect(pooled.estimate).toBeCloseTo(3, 14)
    expect(pooled.standardError).toBeCloseTo(1 / Math.sqrt(sum), 14)
    const less = poolEffects(three, { side: 'greater', alpha: 0.1 })
    expect(less.settings).toEqual({ side: 'greater', alpha: 0.1 })
    // Q below its degrees of freedom leaves nothing between the effects.
    const alike = heterogeneity(
      three.map((effect) => ({ ...effect, estimate: effect.estimate / 6 })),
    )
    expect(alike.q).toBeCloseTo(0.5, 14)
    expect(alike).toMatchObject({ i2: 0, tau2: 0 })
  })

  it('finds no variance between effects that agree, and refuses a single one', () => {
    const one = { estimate: 1, standardError: 0.5 }
    expect(heterogeneity([one, one])).toMatchObject({ q: 0, p: 1, i2: 0, tau2: 0 })
    expect(poolEffects([one, one]).standardError).toBeCloseTo(0.5 / Math.SQRT2, 14)
    expect(() => poolEffects([one])).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
    expect(() => poolEffects([one, { estimate: 1, standardError: 0 }])).toThrow(
      'effects[1].standardError',
    )
  })
})

describe('shrinkEffects', () => {
  it('keeps tau² / (tau² + v) of each distance from the mean', () => {
    const result = shrinkEffects(effects)
    const [first] = result.effects
    const v = (effects[0]?.standardError ?? 0) ** 2
    expect(first?.keep).toBeCloseTo(result.tau2 / (result.tau2 + v), 14)
    // Not less than were mean and tau² known, and not much more with thirteen trials.
    const known = Math.sqrt(v * (first?.keep ?? 0))
    expect(first?.standardError).toBeGreaterThan(known)
    expect(first?.standardError).toBeLessThan(1.15 * known)
    expect((first?.estimate ?? 0) - result.mean).toBeCloseTo(
      (first?.keep ?? 0) * ((effects[0]?.estimate ?? 0) - result.mean),
      14,
    )
  })

  it('reaches less far for a larger alpha, and says how it was asked', () => {
    const [wide, narrow] = [shrinkEffects(effects), shrinkEffects(effects, { alpha: 0.2 })]
    expect(wide.settings).toEqual({ alpha: 0.05 })
    expect(narrow.settings).toEqual({ alpha: 0.2 })
    const [one, two] = [narrow.effects[0], wide.effects[0]]
    expect(one?.standardError).toBe(two?.standardError)
    expect((one?.estimate ?? 0) - (one?.interval.low ?? 0)).toBeCloseTo(
      1.2815515655446004 * (one?.standardError ?? 0),
      12,
    )
    expect(wide.mean).toBeCloseTo(poolEffects(effects).estimate, 14)
    expect(() => shrinkEffects(effects.slice(0, 2))).toThrow('2 effects were given. At least 3')
  })

  it('refuses an error whose square is no double', () => {
    const tiny = { estimate: 1, standardError: 1e-146 }
    expect(() => heterogeneity([tiny, tiny])).toThrow('leaves what a double can hold')
    const large = { estimate: 1, standardError: 1e170 }
    expect(() => heterogeneity([large, large])).toThrow('leaves what a double can hold')
  })

  it('takes whatever squares to a double, in any unit', () => {
    const huge = { estimate: 1e100, standardError: 1e100 }
    expect(heterogeneity([huge, { ...huge, estimate: 3e100 }])).toMatchObject({ df: 1 })
    expect(heterogeneity([huge, { ...huge, estimate: 3e100 }]).q).toBeCloseTo(2, 12)
    for (const effect of [
      { estimate: 1e160, standardError: 1e150 },
      { estimate: 1e140, standardError: 1e-20 },
    ]) {
      expect(() => heterogeneity([effect, effect])).toThrow('more than a double can hold')
    }
  })

  it('has no interval without width, also where no spread is seen', () => {
    const alike = [1, 1.1, 0.9, 1.05].map((estimate) => ({ estimate, standardError: 0.5 }))
    const { tau2, effects: drawn } = shrinkEffects(alike)
    expect(tau2).toBe(0)
    for (const { estimate, standardError, interval } of drawn) {
      // More than the mean's own error of 0.25, less than the raw one of 0.5.
      expect(standardError).toBeGreaterThan(0.25)
      expect(standardError).toBeLessThan(0.5)
      expect(interval.high - estimate).toBeCloseTo(1.959963984540054 * standardError, 12)
    }
  })

  // Every size of the spread is as likely beforehand; of four effects or more, of its square.
  it.each([
    [3, (): number => 1],
    [4, (tau: number): number => tau],
  ] as const)(
    'has the error of %d effects that a sum over a fine grid of spreads gives',
    (count, prior) => {
      const measured = [
        { estimate: 2, standardError: 1 },
        { estimate: -1, standardError: 0.5 },
        { estimate: 4, standardError: 2 },
        { estimate: 3, standardError: 0.8 },
      ].slice(0, count)
      const result = shrinkEffects(measured)
      let [weights, sum] = [0, 0]
      for (let step = 0; step < 40_000; step++) {
        // From 0 to infinity, in steps that grow.
        const share = (step + 0.5) / 40_000
        const tau = share / (1 - share)
        const tau2 = tau ** 2
        const totals: readonly number[] = measured.map(
          ({ standardError }) => standardError ** 2 + tau2,
        )
        const precision = totals.reduce((all, total) => all + 1 / total, 0)
        const mean =
          measured.reduce((all, { estimate }, at) => all + estimate / (totals[at] as number), 0) /
          precision
        const density = measured.reduce(
          (all, { estimate }, at) =>
            (all / Math.sqrt(totals[at] as number)) *
            Math.exp((-0.5 * (estimate - mean) ** 2) / (totals[at] as number)),
          prior(tau) / (1 - share) ** 2 / Math.sqrt(precision),
        )
        const keep = tau2 / (tau2 + 1)
        const there = mean + keep * (2 - mean)
        weights += density
        sum +=
          density *
          (keep + (1 - keep) ** 2 / precision + (there - (result.effects[0]?.estimate ?? 0)) ** 2)
      }
      expect(result.effects[0]?.standardError).toBeCloseTo(Math.sqrt(sum / weights), 7)
    },
  )

  it('leaves effects as they are that lie far apart', () => {
    for (const count of [3, 4, 40]) {
      const far = Array.from({ length: count }, (_, at) => ({
        estimate: 1e4 * at,
        standardError: 1,
      }))
      for (const [at, { estimate, standardError, keep }] of shrinkEffects(far).effects.entries()) {
        expect(keep).toBeCloseTo(1, 7)
        expect(estimate).toBeCloseTo(1e4 * at, 2)
        expect(standardError).toBeCloseTo(1, 6)
      }
    }
  })

  it('covers what is true for few effects and for many', () => {
    const { uniform } = createGenerator(19)
    const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
    for (const [count, spread] of [
      [5, 0],
      [5, 1],
      [20, 1],
      [20, 3],
      [50, 0.7],
    ] as const) {
      let covered = 0
      const runs = 4000 / count
      for (let run = 0; run < runs; run++) {
        const truth = Array.from({ length: count }, () => spread * normal())
        const measured = truth.map((value) => ({ estimate: value + normal(), standardError: 1 }))
        for (const [index, { interval }] of shrinkEffects(measured).effects.entries()) {
          const value = truth[index] as number
          if (interval.low <= value && value <= interval.high) covered++
        }
      }
      expect(covered / 4000, `${count} effects, spread ${spread}`).toBeGreaterThan(0.93)
    }
  })
})

describe('effects that leave what a double can hold', () => {
  const refusal = (words: string): object =>
    expect.objectContaining({
      category: 'invalid_input',
      message: expect.stringContaining(words) as unknown,
    })

  it('are pooled as in another unit as long as they do not', () => {
    const effects = (unit: number) =>
      [1, 2, 8].map((times) => ({ estimate: times * unit, standardError: unit / times }))
    const near = heterogeneity(effects(1))
    for (const unit of [1e-120, 1e100]) {
      const far = heterogeneity(effects(unit))
      expect(far.i2).toBeCloseTo(near.i2, 12)
      expect(far.tau2 / unit / unit).toBeCloseTo(near.tau2, 10)
    }
  })

  it('are refused where their spread leaves it', () => {
    const effects = [1.3e154, -1.3e154].map((estimate) => ({ estimate, standardError: 1e150 }))
    const words = 'The effects have a variance of Infinity between them, more than a double'
    expect(() => heterogeneity(effects)).toThrow(refusal(words))
    expect(() => poolEffects(effects)).toThrow(refusal(words))
  })

  it('are refused where only the errors of what they are drawn to leave it', () => {
    const effects = [1, 2, 4].map((times) => ({ estimate: times * 1e153, standardError: 1e100 }))
    expect(heterogeneity(effects).i2).toBe(1)
    expect(() => shrinkEffects(effects)).toThrow(
      refusal('effects[0] is 1e+153 with a standard error of 1e+100, and drawn to the others'),
    )
  })
})
