import { describe, expect, it } from 'vitest'
import { incompleteBeta } from './incomplete-beta.ts'
import { incompleteGamma } from './incomplete-gamma.ts'

const refusal = (words: string): object =>
  expect.objectContaining({
    category: 'invalid_input',
    message: expect.stringContaining(words) as unknown,
  })

describe('the incomplete gamma function of a large shape', () => {
  it('is that of a normal distribution, with the skew that is left', () => {
    for (const a of [1e9, 1e12]) {
      // P(a, a) = 1/2 + 1 / (3 √(2πa)) and so on: DLMF 8.11.12.
      const { lower, upper } = incompleteGamma(a, a)
      expect(lower - 0.5).toBeCloseTo(1 / (3 * Math.sqrt(2 * Math.PI * a)), 10)
      expect(lower + upper).toBeCloseTo(1, 15)
    }
    expect(incompleteGamma(1e12, 2e12)).toEqual({ lower: 1, upper: 0 })
    expect(incompleteGamma(1e12, 5e11)).toEqual({ lower: 0, upper: 1 })
  })

  it('is refused where it would take seconds', () => {
    for (const a of [1.01e12, 1e16, 1e300])
      expect(() => incompleteGamma(a, a)).toThrow(refusal('Give a shape from 1e-290 to 1e12.'))
  })
})

describe('the incomplete beta function of shapes far from 1', () => {
  it('is a half in the middle of two that are the same, as far as counts reach', () => {
    for (const a of [1e12, 1e15, 1e16]) expect(incompleteBeta(a, a, 0.5).lower).toBeCloseTo(0.5, 10)
  })

  it('is refused where it would take seconds, and 0 or 1 far from its mean', () => {
    const words = 'takes more than 4194304 terms here. Give shapes from 1e-11 to 1e17.'
    for (const a of [1e19, 1e50]) {
      expect(() => incompleteBeta(a, a, 0.5)).toThrow(refusal(words))
      expect(incompleteBeta(a, a, 0.4)).toEqual({ lower: 0, upper: 1 })
    }
    for (const a of [1e-13, 1e-300]) expect(() => incompleteBeta(a, 2.5, a)).toThrow(refusal(words))
  })

  it('is refused where a product of shapes would be infinite', () => {
    for (const [a, b] of [
      [1.01e50, 1],
      [1, 1e300],
    ] as const)
      expect(() => incompleteBeta(a, b, 0.5)).toThrow(refusal('Give a shape of up to 1e+50.'))
  })
})
