import { expect, it } from 'vitest'
import { criticalValue, standardise, tailOf, waldInterval, waldTest } from './wald.ts'

it('standardises by an error that is one, and by no other', () => {
  expect(standardise(3, 2)).toBe(1.5)
  for (const [difference, error] of [
    [1, 0],
    [0, 0],
    [1, -1],
    [1, Infinity],
    [1, NaN],
    [NaN, 1],
    [1e300, 1e-300],
  ] as const) {
    expect(() => standardise(difference, error)).toThrow('more than a double can hold')
  }
})

it('has both tails, or one, of the normal distribution and of t', () => {
  // R: pnorm(-1.5), pt(-1.5, 4)
  const [normal, student] = [0.06680720126885807, 0.10400000000000001]
  expect(tailOf(1.5, undefined, 'two_sided').p).toBeCloseTo(2 * normal, 15)
  expect(tailOf(-1.5, undefined, 'two_sided').p).toBeCloseTo(2 * normal, 15)
  expect(tailOf(1.5, undefined, 'greater').p).toBeCloseTo(normal, 15)
  expect(tailOf(1.5, undefined, 'less').p).toBeCloseTo(1 - normal, 15)
  expect(tailOf(1.5, 4, 'greater').p).toBeCloseTo(student, 14)
  expect(tailOf(-1.5, 4, 'less').p).toBeCloseTo(student, 14)
  for (const side of ['two_sided', 'greater', 'less'] as const) {
    for (const statistic of [0, 1.5, -30]) {
      const { p, logP } = tailOf(statistic, undefined, side)
      expect(logP).toBeCloseTo(Math.log(p), 10)
    }
  }
})

it('keeps a logarithm where p underflows', () => {
  // mpmath: log(erfc(50 / sqrt(2)) / 2)
  expect(tailOf(50, undefined, 'greater').logP).toBeCloseTo(-1254.8313611394199, 9)
  expect(tailOf(-50, undefined, 'less').logP).toBeCloseTo(-1254.8313611394199, 9)
  expect(tailOf(50, undefined, 'two_sided')).toMatchObject({ p: 0 })
  expect(tailOf(50, undefined, 'two_sided').logP).toBeCloseTo(-1254.8313611394199 + Math.LN2, 9)
})

it('reaches as far as alpha asks, on the sides that count', () => {
  expect(criticalValue(0.05, 'two_sided', undefined)).toBeCloseTo(1.959963984540054, 13)
  expect(criticalValue(0.05, 'less', undefined)).toBeCloseTo(1.6448536269514722, 13)
  // R: qt(0.975, 4)
  expect(criticalValue(0.05, 'two_sided', 4)).toBeCloseTo(2.7764451051977987, 12)
  expect(waldInterval(1, 2, undefined, 0.05, 'less')).toEqual({
    low: -Infinity,
    high: expect.closeTo(1 + 2 * 1.6448536269514722, 12),
  })
  expect(waldInterval(1, 2, undefined, 0.05, 'greater')).toEqual({
    low: expect.closeTo(1 - 2 * 1.6448536269514722, 12),
    high: Infinity,
  })
})

it('tests against a value, and says so where it is not 0', () => {
  const plain = waldTest({ method: 'it', estimate: 3, standardError: 2 }, {})
  expect(plain).toMatchObject({ statistic: 1.5, settings: { alpha: 0.05, side: 'two_sided' } })
  expect(plain).not.toHaveProperty('df')
  expect(plain.settings).not.toHaveProperty('nullValue')
  const other = waldTest({ method: 'it', estimate: 3, standardError: 2, df: 9, nullValue: 4 }, {})
  expect(other).toMatchObject({ statistic: -0.5, df: 9, settings: { nullValue: 4 } })
})
