import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asymptoticSequence,
  binomialLowerTail,
  binomialQuantile,
  compareEventCounts,
  crossingProbabilities,
  designPower,
  fisherExact,
  groupSequentialBounds,
  incompleteBeta,
  incompleteGamma,
  kolmogorovSmirnov,
  logRank,
  mannWhitney,
  normalUpperTail,
  srmSequential,
} from '../src/index.ts'
import { gaussLegendre } from '../src/distributions/quadrature.ts'
import { logGamma } from '../src/distributions/stirling.ts'

// What can be counted out, or summed term by term, is compared with exactly that.
const RUNS = { numRuns: 400, seed: 20_261_126 }
const small = fc.integer({ min: 1, max: 40 })

function expectClose(actual: number, expected: number, relative = 1e-11): void {
  expect(Math.abs(actual - expected), `${actual} and ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-300,
  )
}

/** log n!, by adding up. */
function logFactorial(n: number): number {
  let sum = 0
  for (let k = 2; k <= n; k++) sum += Math.log(k)
  return sum
}
const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k)
const binomialDensity = (k: number, n: number, p: number): number =>
  Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log(1 - p))
const sum = (from: number, to: number, term: (k: number) => number): number => {
  let all = 0
  for (let k = from; k <= to; k++) all += term(k)
  return all
}

describe('distributions', () => {
  it('have a gamma function of factorials', () => {
    for (let n = 1; n <= 60; n++) expectClose(logGamma(n + 1) + 1, logFactorial(n) + 1, 1e-13)
    expectClose(logGamma(0.5), Math.log(Math.PI) / 2, 1e-13)
  })

  it('have beta tails that are sums of binomial densities', () => {
    fc.assert(
      fc.property(small, small, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, x) => {
        const n = a + b - 1
        const { lower, upper } = incompleteBeta(a, b, x)
        expectClose(
          lower,
          sum(a, n, (k) => binomialDensity(k, n, x)),
        )
        expectClose(
          upper,
          sum(0, a - 1, (k) => binomialDensity(k, n, x)),
        )
      }),
      RUNS,
    )
  })

  it('have gamma tails that are sums of Poisson densities', () => {
    fc.assert(
      fc.property(small, fc.double({ min: 0.01, max: 80, noNaN: true }), (a, x) => {
        const density = (k: number): number => Math.exp(k * Math.log(x) - x - logFactorial(k))
        expectClose(incompleteGamma(a, x).upper, sum(0, a - 1, density))
        expectClose(incompleteGamma(a, x).lower, sum(a, a + 400, density))
      }),
      RUNS,
    )
  })

  it('have the fewest successes that reach a share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        small,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (share, n, p) => {
          const k = binomialQuantile(share, n, p)
          expect(binomialLowerTail(k, n, p)).toBeGreaterThanOrEqual(share)
          expect(binomialLowerTail(k - 1, n, p)).toBeLessThan(share)
          expectClose(
            1 + binomialLowerTail(k, n, p),
            1 + sum(0, k, (j) => binomialDensity(j, n, p)),
          )
        },
      ),
      RUNS,
    )
  })
})

it('integrates polynomials exactly, on every panel', () => {
  for (const panels of [1, 3]) {
    const { points, weights } = gaussLegendre(-1, 2, panels)
    const integral = points.reduce((all, x, index) => all + (weights[index] as number) * x ** 7, 0)
    expectClose(integral, (2 ** 8 - 1) / 8, 1e-13)
  }
})

it("sums Fisher's tables that are no likelier than the observed one", () => {
  fc.assert(
    fc.property(small, small, fc.nat(), fc.nat(), (m, n, left, right) => {
      const [control, treatment] = [
        { successes: left % (m + 1), n: m },
        { successes: right % (n + 1), n },
      ]
      const total = control.successes + treatment.successes
      const density = (k: number): number =>
        Math.exp(logChoose(n, k) + logChoose(m, total - k) - logChoose(m + n, total))
      const [first, last] = [Math.max(0, total - m), Math.min(n, total)]
      const observed = density(treatment.successes)
      const both = sum(first, last, (k) => (density(k) <= observed * (1 + 1e-7) ? density(k) : 0))
      expectClose(fisherExact(control, treatment).p, Math.min(1, both), 1e-9)
      const greater = sum(treatment.successes, last, density)
      expectClose(
        fisherExact(control, treatment, { side: 'greater' }).p,
        Math.min(1, greater),
        1e-9,
      )
      const less = sum(first, treatment.successes, density)
      expectClose(fisherExact(control, treatment, { side: 'less' }).p, Math.min(1, less), 1e-9)
    }),
    RUNS,
  )
})

it('counts pairs for U and its ties, and steps for the largest distance', () => {
  const list = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 25 })
  fc.assert(
    fc.property(list, list, (control, treatment) => {
      fc.pre(new Set([...control, ...treatment]).size > 1)
      const pairs = treatment.flatMap((t) => control.map((c) => (t > c ? 1 : t === c ? 0.5 : 0)))
      const u = pairs.reduce((all: number, pair) => all + pair, 0)
      const all = [...control, ...treatment]
      const counts = [...new Set(all)].map((value) => all.filter((other) => other === value).length)
      const ties = counts.reduce((sum_, count) => sum_ + count ** 3 - count, 0)
      const [m, n, total] = [control.length, treatment.length, all.length]
      const deviation = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))))
      const excess = u - (m * n) / 2
      const z = (Math.abs(excess) - (excess === 0 ? 0 : 0.5)) / deviation
      const result = mannWhitney(control, treatment)
      expect(result.u).toBe(u)
      expect(result.estimate).toBe(u / (m * n))
      expectClose(result.p, 2 * normalUpperTail(z))
      const up = mannWhitney(control, treatment, { side: 'greater' })
      expectClose(up.p, normalUpperTail((excess - 0.5) / deviation))
      const share = (values: readonly number[], x: number): number =>
        values.filter((value) => value <= x).length / values.length
      const distance = Math.max(
        ...all.map((x) => Math.abs(share(control, x) - share(treatment, x))),
      )
      expectClose(1 + kolmogorovSmirnov(control, treatment).statistic, 1 + distance)
    }),
    RUNS,
  )
})

it('has a log-rank statistic that can be worked out by hand', () => {
  const all = [true, true]
  const result = logRank({ times: [1, 3], events: all }, { times: [2, 4], events: all })
  // Expected: 1/2 + 2/3 + 1/2 + 1; variance: 1/4 + 2/9 + 1/4 + 0.
  expect(result.expected).toBeCloseTo(8 / 3, 14)
  expect(result.statistic).toBeCloseTo((2 / 3) ** 2 / (1 / 2 + 2 / 9), 13)
  // Three at once of five, two of them treated: the variance is 3 × 0.4 × 0.6 × 2/4.
  const tied = logRank(
    { times: [1, 2, 2], events: [true, false, false] },
    { times: [1, 1], events: all },
  )
  expect(tied.expected).toBeCloseTo(1.2, 14)
  expect(tied.statistic).toBeCloseTo(0.8 ** 2 / 0.36, 13)
})

it('ends the interval of event counts where the e-value is 1 / alpha', () => {
  fc.assert(
    fc.property(
      small,
      small,
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      (control, treatment, treatmentShare) => {
        const settings = { treatmentShare, priorEvents: 7, alpha: 0.1 }
        const { interval, logE, estimate } = compareEventCounts(control, treatment, settings)
        const [a, b] = [7 * treatmentShare, 7 * (1 - treatmentShare)]
        const logBeta = (x: number, y: number): number =>
          logGamma(x) + logGamma(y) - logGamma(x + y)
        const logEAt = (ratio: number): number => {
          const odds = (ratio * treatmentShare) / (1 - treatmentShare)
          const share = odds / (1 + odds)
          return (
            logBeta(a + treatment, b + control) -
            logBeta(a, b) -
            treatment * Math.log(share) -
            control * -Math.log1p(odds)
          )
        }
        expectClose(1 + logE, 1 + logEAt(1), 1e-9)
        expectClose(logEAt(interval.low), Math.log(10), 1e-6)
        expectClose(logEAt(interval.high), Math.log(10), 1e-6)
        expectClose(
          estimate ?? NaN,
          (treatment / control) * ((1 - treatmentShare) / treatmentShare),
          1e-12,
        )
        const counts = [control, treatment]
        const shares = [1 - treatmentShare, treatmentShare]
        expectClose(
          1 + srmSequential([counts], shares, { priorUnits: 7 }).logBayesFactor,
          1 + logE,
          1e-9,
        )
      },
    ),
    RUNS,
  )
})

it('stops at a share of the units that follows from where it crosses', () => {
  const fractions = [0.5, 1]
  const { bounds } = groupSequentialBounds({ fractions, spending: 'pocock' })
  const design = { kind: 'group_sequential', looks: 2, spending: 'pocock' } as const
  const { power, expectedShare } = designPower(design, {
    drift: 2.5,
    units: 1000,
    alpha: 0.05,
    side: 'two_sided',
  })
  const first = crossingProbabilities({ fractions, bounds }, 2.5).map(
    (up, look) => up + (crossingProbabilities({ fractions, bounds }, -2.5)[look] ?? 0),
  )
  expectClose(power, (first[0] ?? 0) + (first[1] ?? 0))
  expectClose(expectedShare, 0.5 * (first[0] ?? 0) + 1 - (first[0] ?? 0))
  // An always-valid test crosses the bounds of its sequence at the units of each look.
  const sequence = { kind: 'always_valid', looks: 2, tunedFor: 400 } as const
  const settings = { alpha: 0.05, side: 'greater' } as const
  const asked = [500, 1000].map(
    (n) =>
      -asymptoticSequence({ estimate: 0, standardError: 1, n }, { ...settings, tunedFor: 400 })
        .interval.low,
  )
  const crossed = crossingProbabilities({ fractions, bounds: asked }, 2.5)
  const always = designPower(sequence, { drift: 2.5, units: 1000, ...settings })
  expectClose(always.power, (crossed[0] ?? 0) + (crossed[1] ?? 0))
  // One look at half of the information, by hand.
  expectClose(
    first[0] ?? 0,
    normalUpperTail((bounds[0] ?? 0) - 2.5 * Math.SQRT1_2) +
      normalUpperTail((bounds[0] ?? 0) + 2.5 * Math.SQRT1_2),
  )
})
