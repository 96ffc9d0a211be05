import { describe, expect, it } from 'vitest'
import { incompleteBeta } from './incomplete-beta.ts'
import { incompleteGamma } from './incomplete-gamma.ts'
import {
  normalDensity,
  normalLogUpperTail,
  normalLowerTail,
  normalUpperQuantile,
  normalUpperTail,
} from './normal.ts'
import { gaussLegendre } from './quadrature.ts'
import { bothTails, parts, upperTails } from './reference.ts'
import { betaQuantile } from './beta-quantile.ts'
import { binomialLowerTail, binomialQuantile, logBinomialDensity } from './binomial.ts'
import { findRoot } from './find-root.ts'
import { deviance, logGamma, stirlingError } from './stirling.ts'
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
  // Some 1e599.
  expect(studentUpperQuantile(1e-300, 0.5)).toBe(Infinity)
  expect(studentUpperQuantile(1 - 1e-16, 0.05)).toBe(-Infinity)
  // With one degree of freedom it is the cotangent of pi p.
  for (const p of [0.6, 0.7, 0.75, 0.9]) {
    expectClose(studentUpperQuantile(p, 1), 1 / Math.tan(Math.PI * p), 1e-13)
  }
})

it('has a tail of t that is a pure power far out, worked out by hand for one and two degrees', () => {
  for (const t of [1e99, 1e101, 1e150]) {
    expectClose(studentLogUpperTail(t, 1), -Math.log(Math.PI) - Math.log(t), 1e-15)
    expectClose(studentLogUpperTail(t, 2), -Math.LN2 - 2 * Math.log(t), 1e-15)
    expectClose(studentUpperTail(t, 1), 1 / Math.PI / t, 1e-12)
  }
  // The start of the search has the same constant.
  expectClose(studentUpperQuantile(1e-200, 1), 1e200 / Math.PI, 1e-12)
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

describe('parts and both tails match mpmath', () => {
  it.each(bothTails.beta)('beta at %d, shapes %d and %d', (x, a, b, lower, upper) => {
    expectClose(incompleteBeta(a, b, x).lower, lower, 1e-13)
    expectClose(incompleteBeta(a, b, x).upper, upper, 1e-13)
  })

  it.each(bothTails.gamma)('gamma at %d, shape %d', (x, a, lower, upper) => {
    expectClose(incompleteGamma(a, x).lower, lower, 1e-13)
    expectClose(incompleteGamma(a, x).upper, upper, 1e-13)
  })

  it.each(parts.deviance)('deviance of %d from %d', (x, mean, expected) => {
    expectClose(deviance(x, mean), expected, 2e-15)
    expectClose(deviance(x, mean, x - mean), expected, 2e-15)
  })

  it.each(parts.stirling)("what Stirling's formula misses at %d", (x, expected) =>
    expectClose(stirlingError(x), expected, 2e-14),
  )

  it.each(parts.normalDensity)('normal density at %d', (z, expected) =>
    expectClose(normalDensity(z), expected, 4e-16),
  )

  it.each(parts.normalLog)('logarithm of the normal tail at %d', (z, expected) =>
    expectClose(normalLogUpperTail(z), expected, 1e-15),
  )

  it.each(parts.normalQuantile)('normal quantile of %d', (p, expected) => {
    expectClose(normalUpperQuantile(p), expected, 2e-15)
    expectClose(normalUpperQuantile(1 - p), -expected, 1e-7)
  })
})

it('has no tail beyond the ends', () => {
  expect(incompleteBeta(2, 3, 0)).toEqual({ lower: 0, upper: 1 })
  expect(incompleteBeta(2, 3, 1)).toEqual({ lower: 1, upper: 0 })
  expect(incompleteBeta(1000, 1000, 1e-10)).toEqual({ lower: 0, upper: 1 })
  expect(incompleteGamma(2, 0)).toEqual({ lower: 0, upper: 1 })
  expect(incompleteGamma(2, Infinity)).toEqual({ lower: 1, upper: 0 })
  expect(() => incompleteGamma(0, 1)).toThrow('a is 0')
  expect(deviance(0, 3)).toBe(3)
  expect(normalUpperTail(0)).toBe(0.5)
  expect(normalUpperTail(40)).toBe(0)
  expect(normalUpperTail(Infinity)).toBe(0)
  expect(normalDensity(40)).toBe(0)
  expect(normalLogUpperTail(Infinity)).toBe(-Infinity)
  expect(studentLogUpperTail(Infinity, 3)).toBe(-Infinity)
  expect(studentUpperTail(0, 3)).toBe(0.5)
})

it('finds the point of a beta distribution, whatever its shapes and however small the tail', () => {
  for (const [a, b] of [
    [1, 1],
    [0.5, 0.5],
    [3, 40],
    [1000, 7],
    [1e12, 5e11],
  ] as const) {
    for (const p of [0.5, 0.31, 0.025, 1e-6, 1e-100]) {
      // 1 - x has no digits left of its own, so what is small is found from below.
      const x = betaQuantile('lower', p, a, b)
      expectClose(incompleteBeta(a, b, x).lower, p, a > 1e6 ? 1e-8 : 1e-11)
      expect(1 - betaQuantile('upper', p, b, a)).toBeCloseTo(x, 14)
    }
  }
  // The lower tail of shapes a and 1 is x^a.
  expectClose(betaQuantile('lower', 0.3, 4, 1), 0.3 ** 0.25, 1e-14)
  expectClose(betaQuantile('upper', 0.3, 1, 4), 1 - 0.3 ** 0.25, 1e-14)
})

describe('findRoot', () => {
  it('finds a root to its tolerance, also where the secant creeps', () => {
    expectClose(
      findRoot((x) => x ** 3 - 2, 0, 50),
      Math.cbrt(2),
      1e-12,
    )
    expectClose(
      findRoot((x) => x ** 9 - 1e-9, 0, 10),
      0.1,
      1e-12,
    )
    expectClose(
      findRoot((x) => 1 - Math.exp(-x) - 1e-5, -30, 700),
      -Math.log1p(-1e-5),
      1e-9,
    )
    expectClose(
      findRoot((x) => x + 3, -10, 10),
      -3,
      1e-12,
    )
    const rough = findRoot((x) => x ** 3 - 2, 0, 50, 0.01)
    expectClose(rough, Math.cbrt(2), 0.02)
  })

  it('ends at a bound where there is no root between them, or one at it', () => {
    expect(findRoot((x) => x, 1, 2)).toBe(1)
    expect(findRoot((x) => x, -2, -1)).toBe(-1)
    expect(findRoot((x) => x, 0.25, 2)).toBe(0.25)
    expect(findRoot((x) => x, -2, -0.25)).toBe(-0.25)
    expect(findRoot((x) => x, 0, 1)).toBe(0)
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1)
  })

  it.each([
    ['a cube', (x: number) => x ** 3 - 2, 0, 50, 14],
    ['a flat power', (x: number) => x ** 9 - 1e-9, 0, 10, 18],
    ['an end that is far', (x: number) => 1 - Math.exp(-x) - 1e-5, -30, 700, 23],
    ['a pole', (x: number) => Math.log(x) - 1, 1e-9, 1e9, 36],
    ['a step', (x: number) => Math.tanh(x - 3), -100, 50, 13],
    ['a line', (x: number) => x + 3, -10, 10, 5],
    ['a root below the bounds', (x: number) => x, 0.25, 2, 1],
    ['a root above the bounds', (x: number) => x, -2, -0.25, 2],
    ['a root that is hit', (x: number) => x - 1, 0, 2, 3],
    ['a root next to 0', (x: number) => x - 1e-9, -1, 2, 8],
  ] as const)('asks no more often than it has to: %s', (_what, evaluate, low, high, most) => {
    let steps = 0
    findRoot(
      (x) => {
        steps++
        return evaluate(x)
      },
      low,
      high,
    )
    expect(steps).toBeLessThanOrEqual(most)
  })
})

it('integrates with the points and weights of Gauss and Legendre', () => {
  // Abramowitz, Stegun (1964), table 25.4
  const { points, weights } = gaussLegendre(-1, 1, 1, 3)
  expect(points[0]).toBeCloseTo(Math.sqrt(0.6), 15)
  expect(points[1]).toBeCloseTo(0, 15)
  expect(points[2]).toBeCloseTo(-Math.sqrt(0.6), 15)
  expect(weights[0]).toBeCloseTo(5 / 9, 15)
  expect(weights[1]).toBeCloseTo(8 / 9, 15)
  const twelve = gaussLegendre(1, 5, 4)
  expect(twelve.points).toHaveLength(48)
  const sum = twelve.points.reduce((all, x, at) => all + (twelve.weights[at] as number) / x, 0)
  expect(sum).toBeCloseTo(Math.log(5), 14)
})

describe('binomial', () => {
  // scipy.stats.binom
  it('has lower tails and quantiles of scipy', () => {
    expectClose(binomialLowerTail(3, 10, 0.2), 0.8791261184, 1e-12)
    expectClose(binomialLowerTail(3.7, 10, 0.2), 0.8791261184, 1e-12)
    expectClose(binomialLowerTail(0, 10, 0.2), 0.8 ** 10, 1e-13)
    expect(binomialLowerTail(-0.5, 10, 0.2)).toBe(0)
    expect(binomialLowerTail(10, 10, 0.2)).toBe(1)
    const steps: { n: number; p: number; k: number; below: number; sum: number }[] = []
    for (let n = 1; n <= 12; n++) {
      for (const p of [0.05, 0.3, 0.5, 0.9]) {
        let sum = 0
        for (let k = 0; k <= n; k++) {
          const below = sum
          sum = Math.min(1, sum + Math.exp(logBinomialDensity(k, n, p)))
          steps.push({ n, p, k, below, sum })
        }
      }
    }
    for (const { n, p, k, sum } of steps) expectClose(binomialLowerTail(k, n, p), sum, 1e-12)
    for (const { n, p, k, below, sum } of steps.filter((step) => step.sum - step.below > 1e-12)) {
      expect(binomialQuantile((below + sum) / 2, n, p)).toBe(k)
    }
    // Exactly a half, and 11 of 1024: from scipy.stats.binom.ppf, as R.
    expect(binomialQuantile(0.5, 7, 0.5)).toBe(3)
    expect(binomialQuantile(0.0107421875, 10, 0.5)).toBe(1)
    expect(binomialQuantile(0.3, 5, 0)).toBe(0)
    expect(binomialQuantile(0.3, 5, 1)).toBe(5)
  })
})

it('has the logarithm of the gamma function, from mpmath', () => {
  expectClose(logGamma(0.3), 1.0957979948180756, 1e-14)
  expectClose(logGamma(5), Math.log(24), 1e-14)
  expectClose(logGamma(40.5), 108.47307506906537, 1e-14)
})

it('has a binomial density where nobody, or everybody, does it', () => {
  expect(logBinomialDensity(0, 0, 0.3)).toBe(0)
  expect(logBinomialDensity(0, 5, 0)).toBeCloseTo(0, 15)
  expect(logBinomialDensity(5, 5, 1)).toBeCloseTo(0, 15)
  for (const share of [0, 1]) expect(logBinomialDensity(2, 5, share)).toBe(-Infinity)
  expect(logBinomialDensity(1.5, 5, 0.3)).toBe(-Infinity)
  expect(logBinomialDensity(-1, 5, 0.3)).toBe(-Infinity)
})
