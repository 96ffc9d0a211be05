import { describe, expect, it } from 'vitest'
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
    expect(first?.standardError).toBeCloseTo(Math.sqrt(v * (first?.keep ?? 0)), 14)
    expect((first?.estimate ?? 0) - result.mean).toBeCloseTo(
      (first?.keep ?? 0) * ((effects[0]?.estimate ?? 0) - result.mean),
      14,
    )
  })
})
