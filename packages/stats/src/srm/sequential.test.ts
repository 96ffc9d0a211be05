import { describe, expect, it } from 'vitest'
import { srmSequential } from './sequential.ts'

describe('srmSequential', () => {
  it('is the Dirichlet-multinomial Bayes factor, worked out by hand for a uniform prior', () => {
    // B(1 + 3, 1 + 1) / B(1, 1) / 0.5^4
    const { logBayesFactor } = srmSequential([[1, 3]], [0.5, 0.5], { priorUnits: 2 })
    expect(Math.exp(logBayesFactor)).toBeCloseTo(0.8, 12)
  })

  it('is that for three variants, whose shares differ, too', () => {
    const { logBayesFactor, p, logP } = srmSequential([[2, 1, 3]], [0.5, 0.25, 0.25], {
      priorUnits: 4,
    })
    // Γ(4) / Γ(10) × Γ(4) / Γ(2) × Γ(2) / Γ(1) × Γ(4) / Γ(1), over 0.5² × 0.25 × 0.25³
    expect(Math.exp(logBayesFactor)).toBeCloseTo((6 * 36) / 362_880 / (0.25 * 0.25 ** 4), 12)
    expect([p, logP]).toEqual([1, 0])
  })

  it('has an alpha of 0.001 and a prior of 1000 units, and rejects at alpha itself', () => {
    const plain = srmSequential([[600, 400]], [0.5, 0.5])
    expect(plain.settings).toEqual({ alpha: 0.001, priorUnits: 1000 })
    const { p, logP, logBayesFactor } = plain
    expect(logP).toBe(-logBayesFactor)
    expect(p).toBe(Math.exp(logP))
    // log B(1100, 900) - log B(500, 500) + 1000 log 2, from mpmath
    expect(logBayesFactor).toBeCloseTo(9.675061953898252, 11)
    expect(srmSequential([[600, 400]], [0.5, 0.5], { alpha: p * 1.001 }).isMismatch).toBe(true)
    expect(srmSequential([[600, 400]], [0.5, 0.5], { alpha: p * 0.999 }).isMismatch).toBe(false)
    expect(srmSequential([[600, 400]], [0.5, 0.5], { alpha: Math.exp(logP) }).isMismatch).toBe(true)
  })

  it('remembers what an earlier look has found', () => {
    const looks = [
      [500, 800],
      [5000, 5010],
    ]
    expect(srmSequential(looks, [0.5, 0.5]).isMismatch).toBe(true)
    expect(srmSequential(looks.slice(1), [0.5, 0.5]).isMismatch).toBe(false)
  })

  it('takes a unit in a variant without a share as a mismatch', () => {
    const result = srmSequential(
      [
        [500, 500, 1],
        [600, 600, 1],
      ],
      [0.5, 0.5, 0],
    )
    expect(result).toMatchObject({ p: 0, isMismatch: true, unexpected: [2] })
  })

  it('leaves a variant without a share and without a unit out', () => {
    const three = srmSequential([[520, 480, 0]], [0.5, 0.5, 0])
    expect(three).toEqual(srmSequential([[520, 480]], [0.5, 0.5]))
  })

  it('has nothing against a split as planned, of a billion units too', () => {
    expect(srmSequential([[5e8, 5e8]], [0.5, 0.5]).p).toBe(1)
    expect(srmSequential([], [0.5, 0.5])).toMatchObject({ p: 1, logBayesFactor: 0 })
  })
})

it('refuses counts that fall, which are of a day alone, and shares that are none without a look', () => {
  expect(() =>
    srmSequential(
      [
        [50, 60],
        [55, 40],
      ],
      [0.5, 0.5],
    ),
  ).toThrow('Variant 1 has 40 units after 60')
  expect(
    srmSequential(
      [
        [50, 60],
        [50, 60],
      ],
      [0.5, 0.5],
    ).isMismatch,
  ).toBe(false)
  for (const shares of [
    [5, NaN],
    [0.5, 0.4],
    [1, 0],
  ]) {
    expect(() => srmSequential([], shares)).toThrow(
      expect.objectContaining({ category: 'invalid_input' }),
    )
  }
  expect(srmSequential([], [0.5, 0.5]).p).toBe(1)
})
