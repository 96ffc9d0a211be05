import { describe, expect, it } from 'vitest'
import { incompleteBeta } from './incomplete-beta.ts'
import { incompleteGamma } from './incomplete-gamma.ts'
import {
  normalLogUpperTail,
  normalLowerTail,
  normalUpperQuantile,
  normalUpperTail,
} from './normal.ts'
import { upperTails } from './reference.ts'
import { logBinomialDensity } from './binomial.ts'
import { logGamma, stirlingError } from './stirling.ts'
import { studentLogUpperTail, studentUpperQuantile, studentUpperTail } from './student.ts'

const expectClose = (value: number, expected: number, relative: number): void =>
  expect(Math.abs(value / expected - 1), `${value} instead of ${expected}`).toBeLessThan(relative)

describe('upper tails', () => {
  it.each(upperTails.normal)('the normal one at %d matches mpmath', (z, expected) => {
    expectClose(normalUpperTail(z), expected, 1e-14)
    expectClose(normalLogUpperTail(z), Math.log(expected), 1e-14)
  })

  it.each(upperTails.student)("Student's at %d with %d df matches mpmath", (t, df, expected) => {
    expectClose(studentUpperTail(t, df), expected, 2e-13)
    expectClose(studentLogUpperTail(t, df), Math.log(expected), 1e-14)
  })

  it.each(upperTails.studentLog)(
    "Student's at %d with %d df matches mpmath as a logarithm, where it is no double",
    (t, df, expected) => expectClose(studentLogUpperTail(t, df), expected, 2e-15),
  )

  it.each(upperTails.chiSquared)('chi-squared at %d with %d df matches mpmath', (x, df, expected) =>
    expectClose(incompleteGamma(df / 2, x / 2).upper, expected, 1e-13),
  )

  it.each(upperTails.betaLower)(
    'beta at %d, shapes %d and %d, matches mpmath',
    (x, a, b, expected) => expectClose(incompleteBeta(a, b, x).lower, expected, 2e-13),
  )
})

it('adds up to 1 on both sides', () => {
  expect(normalUpperTail(-1) + normalUpperTail(1)).toBe(1)
  expect(normalLowerTail(-3)).toBe(normalUpperTail(3))
  expect(studentUpperTail(-2, 5) + studentUpperTail(2, 5)).toBe(1)
})

it('keeps a number where the tail is smaller than any double', () => {
  expect(normalUpperTail(50)).toBe(0)
  expectClose(normalLogUpperTail(-1), Math.log(0.8413447460685429), 1e-14)
  // mpmath: log(erfc(50 / sqrt(2)) / 2)
  expectClose(normalLogUpperTail(50), -1254.8313611394199, 1e-14)
  // The t tail is heavier than the normal one and lighter than with fewer degrees of freedom.
  expect(studentLogUpperTail(60, 1e3)).toBeGreaterThan(normalLogUpperTail(60))
  expectClose(
    studentLogUpperTail(1e150, 3),
    3 * -Math.log(1e150) + Math.log((2 * 3 ** 1.5) / (Math.PI * Math.sqrt(3)) / 3),
    1e-3,
  )
})

it.each([0.49, 0.3, 0.1, 0.025, 1e-3, 1e-10, 1e-100, 1e-300])(
  'finds the quantile whose tail is %d',
  (p) => {
    expectClose(normalUpperTail(normalUpperQuantile(p)), p, 1e-13)
    for (const df of [1, 2, 2.7, 5, 30, 1000, 99_999, 1e5, 1e8]) {
      expectClose(studentUpperTail(studentUpperQuantile(p, df), df), p, 1e-12)
    }
  },
)

it('has quantiles above one half on the other side', () => {
  expectClose(normalUpperQuantile(0.975), -1.959963984540054, 1e-14)
  expect(normalUpperQuantile(0.5)).toBe(0)
  expect(studentUpperQuantile(0.5, 7)).toBe(0)
  // With one degree of freedom it is the cotangent of pi p.
  for (const p of [0.6, 0.7, 0.75, 0.9]) {
    expectClose(studentUpperQuantile(p, 1), 1 / Math.tan(Math.PI * p), 1e-13)
  }
})

it("matches the t table of R's qt", () => {
  // qt(0.975, c(1, 2, 10, 30, 120))
  const expected = [
    12.7062047361747, 4.30265272974946, 2.22813885198627, 2.0422724563012, 1.97993040508242,
  ]
  for (const [index, df] of [1, 2, 10, 30, 120].entries()) {
    expectClose(studentUpperQuantile(0.025, df), expected[index] as number, 1e-13)
    expectClose(studentUpperQuantile(0.975, df), -(expected[index] as number), 1e-13)
  }
})

it.each([0, 1, -0.1, NaN])('refuses a quantile of %d', (p) => {
  expect(() => normalUpperQuantile(p)).toThrow(/between 0 and 1/)
  expect(() => studentUpperQuantile(p, 3)).toThrow(/between 0 and 1/)
})

it("has the digits of what Stirling's formula misses, where its series is worst, from mpmath", () => {
  expectClose(stirlingError(12), 0.0069428401072095299, 2e-14)
})

it('has the logarithm of the gamma function, from mpmath', () => {
  expectClose(logGamma(0.3), 1.0957979948180756, 1e-14)
  expectClose(logGamma(5), Math.log(24), 1e-14)
  expectClose(logGamma(40.5), 108.47307506906538, 1e-14)
})

it('has a binomial density where nobody, or everybody, does it', () => {
  expect(logBinomialDensity(0, 0, 0.3)).toBe(0)
  expect(logBinomialDensity(0, 5, 0)).toBeCloseTo(0, 15)
  expect(logBinomialDensity(5, 5, 1)).toBeCloseTo(0, 15)
  for (const share of [0, 1]) expect(logBinomialDensity(2, 5, share)).toBe(-Infinity)
  expect(logBinomialDensity(1.5, 5, 0.3)).toBe(-Infinity)
  expect(logBinomialDensity(-1, 5, 0.3)).toBe(-Infinity)
})
