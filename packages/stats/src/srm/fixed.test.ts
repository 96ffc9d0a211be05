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
    ['too few units', [4, 4], [0.5, 0.5], 'insufficient_data'],
  ] as const)('refuses %s', (_what, observed, shares, category) => {
    expect(() => srmTest(observed, shares)).toThrow(expect.objectContaining({ category }))
  })
})
