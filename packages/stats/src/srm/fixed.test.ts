import { describe, expect, it } from 'vitest'
import { srmTest } from './fixed.ts'

describe('srmTest', () => {
  it('matches scipy.stats.chisquare', () => {
    // chisquare([821588, 815482], f_exp=[818535, 818535]) (Fabijan et al. 2019, section 1)
    const result = srmTest([821_588, 815_482], [0.5, 0.5])
    expect(result.statistic).toBeCloseTo(22.77436884189436, 10)
    expect(result.p / 1.8217928726191858e-6).toBeCloseTo(1, 12)
    expect(result.isMismatch).toBe(true)
  })

  it('starts at five units that are expected in every variant, and rejects at alpha itself', () => {
    const { p, settings, df } = srmTest([9, 1], [0.5, 0.5])
    expect(settings).toEqual({ alpha: 0.001 })
    expect(df).toBe(1)
    expect(srmTest([9, 1], [0.5, 0.5], { alpha: p }).isMismatch).toBe(true)
    expect(srmTest([9, 1], [0.5, 0.5], { alpha: p * 0.999 }).isMismatch).toBe(false)
    // scipy.stats.chisquare([30, 14, 16], f_exp=[30, 15, 15])
    expect(srmTest([30, 14, 16], [0.5, 0.25, 0.25])).toMatchObject({ df: 2 })
    expect(srmTest([30, 14, 16], [0.5, 0.25, 0.25]).statistic).toBeCloseTo(2 / 15, 12)
    expect(srmTest([30, 14, 16], [0.5, 0.25, 0.25]).p).toBeCloseTo(Math.exp(-1 / 15), 12)
    expect(() => srmTest([99, 0], [0.99, 0.01])).toThrow('99 units put 0.99 into')
  })

  it('takes a single unit in a variant without a share as a mismatch', () => {
    expect(srmTest([500, 500, 1], [0.5, 0.5, 0])).toMatchObject({
      p: 0,
      isMismatch: true,
      unexpected: [2],
    })
    expect(srmTest([500, 500, 0], [0.5, 0.5, 0])).toMatchObject({ df: 1, isMismatch: false })
  })

  it.each([
    ['shares that do not sum to 1', [10, 10], [0.5, 0.4], 'invalid_input'],
    ['another number of shares', [10, 10], [1], 'invalid_input'],
    ['a single variant', [10], [1], 'invalid_input'],
    ['a fraction of a unit', [10.5, 10], [0.5, 0.5], 'invalid_input'],
    ['fractions of units that make whole ones', [10.5, 9.5], [0.5, 0.5], 'invalid_input'],
    ['fewer than no units', [-1, 21], [0.5, 0.5], 'invalid_input'],
    ['too few units', [4, 4], [0.5, 0.5], 'insufficient_data'],
  ] as const)('refuses %s', (_what, observed, shares, category) => {
    expect(() => srmTest(observed, shares)).toThrow(expect.objectContaining({ category }))
  })
})
