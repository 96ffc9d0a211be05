import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Moments, TestResult } from '../src/index.ts'
import {
  adjustPValues,
  analyze,
  asymptoticSequence,
  chanceToWin,
  compareMeans,
  compareMeansMsprt,
  compareMeansSequential,
  compareQuantiles,
  compareRatesExact,
  compareRatesScore,
  compareRatesUnpooled,
  groupSequentialBounds,
  lift,
  liftByFieller,
  liftOfRates,
  liftOfRatesExact,
  meanEstimate,
  mergeMoments,
  momentsOf,
  quantileInterval,
  readLook,
  runningLooks,
} from '../src/index.ts'

const RUNS = { numRuns: 1000, seed: 20_261_126 }
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const moments: fc.Arbitrary<Moments> = fc.record({
  n: fc.integer({ min: 2, max: 1_000_000 }),
  mean: number(-1000, 1000).filter((value) => Math.abs(value) > 1e-3),
  variance: number(1e-3, 1e4),
})
const pair = fc.tuple(moments, moments)
const values = fc.array(number(-100, 100), { minLength: 2, maxLength: 40 })

/** Equal to 1e-9 of the larger of both, or of what else is around. */
function expectClose(actual: number, expected: number, around = 0): void {
  if (actual === expected) return
  const size = Math.max(Math.abs(actual), Math.abs(expected), around)
  expect(Math.abs(actual - expected), `${actual} and ${expected}`).toBeLessThanOrEqual(1e-9 * size)
}

const scaled = ({ n, mean, variance }: Moments, by: number): Moments => ({
  n,
  mean: mean * by,
  variance: variance * by * by,
})
// Looks start there.
const fromFive = (m: Moments): Moments => ({ ...m, n: Math.max(5, m.n) })
const shifted = (m: Moments, by: number): Moments => ({ ...m, mean: m.mean + by })
const estimates = ([control, treatment]: readonly [Moments, Moments]) =>
  [meanEstimate(control), meanEstimate(treatment)] as const
const width = ({ interval }: Pick<TestResult, 'interval'>): number => interval.high - interval.low
const excludesZero = ({ interval }: Pick<TestResult, 'interval'>): boolean =>
  interval.low > 0 || interval.high < 0

const twoSided: Readonly<Record<string, (control: Moments, treatment: Moments) => TestResult>> = {
  welch: (c, t) => compareMeans(c, t),
  lift: (c, t) => lift(meanEstimate(c), meanEstimate(t)),
  sequence: (c, t) => compareMeansSequential(c, t),
  msprt: (c, t) => compareMeansMsprt(fromFive(c), fromFive(t), { mixingVariance: 0.5 }),
}

it('leaves lift, p and statistic when a metric is scaled, and scales the difference', () => {
  fc.assert(
    fc.property(pair, fc.integer({ min: -20, max: 20 }), (arms, exponent) => {
      // A power of two, so that scaling itself rounds nothing.
      const by = 2 ** exponent
      const [c, t] = arms
      const [before, after] = [compareMeans(c, t), compareMeans(scaled(c, by), scaled(t, by))]
      expectClose(after.statistic, before.statistic)
      expectClose(after.logP, before.logP)
      expectClose(after.estimate, before.estimate * by)
      expectClose(width(after), width(before) * by)
      const [c2, t2] = [scaled(c, by), scaled(t, by)]
      for (const method of [lift, liftByFieller]) {
        const [plain, other] = [method(...estimates([c, t])), method(...estimates([c2, t2]))]
        expectClose(other.estimate, plain.estimate)
        expectClose(other.logP, plain.logP)
        if (Number.isFinite(width(plain)))
          expectClose(width(other), width(plain), Math.abs(plain.estimate))
      }
    }),
    RUNS,
  )
})

it('scales a quantile with its metric, as from seconds to milliseconds', () => {
  fc.assert(
    fc.property(values, number(0.05, 0.95), (list, share) => {
      const [plain, other] = [
        quantileInterval(list, share),
        quantileInterval(
          list.map((value) => value * 1000),
          share,
        ),
      ]
      expectClose(other.estimate, plain.estimate * 1000, 1e-3)
      expectClose(other.interval.low, plain.interval.low * 1000)
      expectClose(other.interval.high, plain.interval.high * 1000)
    }),
    RUNS,
  )
  const slow = Array.from({ length: 200 }, (_, index) => ((index * 71) % 200) / 100)
  const later = slow.map((value) => value * 1.3 + 0.1)
  const inMs = (list: readonly number[]): number[] => list.map((value) => value * 1000)
  expectClose(
    compareQuantiles(inMs(slow), inMs(later), 0.9).p,
    compareQuantiles(slow, later, 0.9).p,
  )
})

it('leaves the difference, p and the width when a metric is shifted by up to 1e9', () => {
  fc.assert(
    fc.property(
      values,
      values,
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      (left, right, by) => {
        // Multiples of 2^-16, so that the shift itself loses nothing.
        const grid = (list: readonly number[], offset: number): number[] =>
          list.map((value, index) => Math.round((value + index) * 65_536) / 65_536 + offset)
        const plain = compareMeans(momentsOf(grid(left, 0)), momentsOf(grid(right, 0)))
        const other = compareMeans(momentsOf(grid(left, by)), momentsOf(grid(right, by)))
        // The mean itself is rounded to 1e-7 of a unit there.
        const off = other.estimate - plain.estimate
        expect(Math.abs(off)).toBeLessThan(5e-7)
        expectClose(width(other), width(plain))
        // So p is that of the difference that is left: it falls by the density for each error.
        expectClose(other.standardError, plain.standardError)
        expect(Math.abs(other.p - plain.p)).toBeLessThan(1e-9 + Math.abs(off) / plain.standardError)
        const one = { n: 50, mean: 3, variance: 4 }
        expect(shifted(one, by).variance).toBe(4)
      },
    ),
    RUNS,
  )
})

it.each(Object.keys(twoSided).filter((name) => name !== 'lift'))(
  'negates the estimate and keeps p when variants are swapped: %s',
  (name) => {
    const method = twoSided[name] as (typeof twoSided)[string]
    fc.assert(
      fc.property(pair, ([c, t]) => {
        const [forth, back] = [method(c, t), method(t, c)]
        expectClose(back.estimate, -forth.estimate)
        expectClose(back.statistic, -forth.statistic)
        expectClose(back.logP, forth.logP)
        expectClose(back.interval.low, -forth.interval.high)
      }),
      RUNS,
    )
  },
)

it('gives a lift the sign of the difference, for negative baselines too', () => {
  fc.assert(
    fc.property(pair, (arms) => {
      const sign = Math.sign(compareMeans(...arms).estimate)
      for (const method of [lift, liftByFieller])
        expect(Math.sign(method(...estimates(arms)).estimate)).toBe(sign)
    }),
    RUNS,
  )
})

it('merges parts in any order, and as raw values', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (parts) => {
      const summaries = parts.map((part) => momentsOf(part))
      const [forth, back] = [mergeMoments(summaries), mergeMoments(summaries.toReversed())]
      const whole = momentsOf(parts.flat())
      for (const merged of [back, whole]) {
        expect(merged.n).toBe(forth.n)
        expectClose(merged.mean, forth.mean, 100)
        expectClose(merged.variance, forth.variance)
      }
    }),
    RUNS,
  )
})

it.each(Object.keys(twoSided))(
  'rejects exactly when the interval of the same method excludes 0: %s',
  (name) => {
    const method = twoSided[name] as (typeof twoSided)[string]
    fc.assert(
      fc.property(moments, number(-4, 4), moments, (c, z, other) => {
        // Around the border, where a disagreement would hide.
        const error = Math.sqrt(c.variance / c.n + other.variance / other.n)
        const result = method(c, { ...other, mean: c.mean + z * error })
        const isAtBorder = Math.abs(result.p / 0.05 - 1) < 1e-9
        expect(isAtBorder || result.p <= 0.05 === excludesZero(result)).toBe(true)
      }),
      RUNS,
    )
  },
)

it('contradicts no lift one-sidedly, by Fieller, exactly when p is above alpha', () => {
  fc.assert(
    fc.property(
      number(-5, 5),
      number(-5, 5),
      fc.constantFrom('greater' as const, 'less' as const),
      (c, t, side) => {
        if (Math.abs(c) < 1e-3) return
        const estimate = (mean: number) => ({ mean, squaredError: 1, n: 100 })
        const { p, bounded, interval, gap } = liftByFieller(estimate(c), estimate(t), { side })
        const isInGap = gap !== undefined && gap.low < 0 && gap.high > 0
        expect(p <= 0.05).toBe(bounded ? excludesZero({ interval }) : isInGap)
      },
    ),
    RUNS,
  )
})

it('does so for rates, for looks of a group-sequential test, and for Fieller', () => {
  const design = groupSequentialBounds({ fractions: [0.3, 0.6, 1] })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 0, max: 2 }),
      (a, b, look) => {
        const rates = compareRatesUnpooled({ successes: a, n: 100 }, { successes: b, n: 100 })
        expect(rates.p <= 0.05).toBe(excludesZero(rates))
        const exact = a % 10 === 0 ? [compareRatesExact, liftOfRatesExact] : []
        for (const test of [compareRatesScore, liftOfRates, ...exact]) {
          const [forth, back] = [
            test({ successes: a, n: 100 }, { successes: b, n: 70 + 3 * b }),
            test({ successes: b, n: 70 + 3 * b }, { successes: a, n: 100 }),
          ]
          expect(forth.p <= 0.05).toBe(excludesZero(forth))
          expectClose(back.logP, forth.logP)
          expectClose(back.statistic, -forth.statistic)
        }
        const read = readLook(rates, design, look)
        expect(read.p <= (read.settings['alpha'] as number)).toBe(excludesZero(read))
        expect(read.isCrossed).toBe(excludesZero(read))
        const estimate = (mean: number) => ({ mean, squaredError: 25, n: 100 })
        const fieller = liftByFieller(estimate(a), estimate(b))
        const { gap = { low: 0, high: 0 } } = fieller
        const inGap = gap.low < 0 && gap.high > 0
        expect(fieller.p <= 0.05).toBe(fieller.bounded ? excludesZero(fieller) : inGap)
      },
    ),
    RUNS,
  )
})

it('contains the fixed interval in the sequential one', () => {
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const [c, t] = [fromFive(one), fromFive(other)]
      const fixed = compareMeans(c, t)
      const { standardError } = fixed
      for (const sequential of [
        compareMeansSequential(c, t),
        // Sharpest at a twentieth of the spread, at all of it, and at far more.
        ...[0.05, 1, 50].map((times) =>
          compareMeansMsprt(c, t, { mixingVariance: times * standardError ** 2 * c.n }),
        ),
      ]) {
        const dust = 1e-12 * (Math.abs(fixed.estimate) + standardError)
        expect(sequential.interval.low).toBeLessThanOrEqual(fixed.interval.low + dust)
        expect(sequential.interval.high).toBeGreaterThanOrEqual(fixed.interval.high - dust)
        expect(sequential.logP).toBeGreaterThanOrEqual(fixed.logP - 1e-9)
      }
    }),
    RUNS,
  )
})

it('never lets a running p rise or a running interval widen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number(-2, 2), number(0.01, 1)), { minLength: 2, maxLength: 20 }),
      (steps) => {
        const looks = steps.map(([estimate, standardError], index) =>
          asymptoticSequence({ estimate, standardError, n: 100 * (index + 1) }),
        )
        const running = runningLooks(looks)
        for (const [index, look] of running.entries()) {
          const before = running[index - 1]
          if (before === undefined) continue
          expect(look.p).toBeLessThanOrEqual(before.p)
          expect(look.interval.low).toBeGreaterThanOrEqual(before.interval.low)
          expect(look.interval.high).toBeLessThanOrEqual(before.interval.high)
        }
      },
    ),
    RUNS,
  )
})

it('adjusts in the order Bonferroni ≥ Holm ≥ Hochberg ≥ Benjamini-Hochberg, and keeps the order of p', () => {
  fc.assert(
    fc.property(fc.array(number(0, 1), { minLength: 1, maxLength: 20 }), (p) => {
      const all = (['bonferroni', 'holm', 'hochberg', 'benjamini_hochberg', 'none'] as const).map(
        (correction) => adjustPValues(p, correction),
      )
      for (const [index] of p.entries()) {
        const column = all.map((adjusted) => adjusted[index] as number)
        expect(column).toEqual(column.toSorted((left, right) => right - left))
      }
      const order = [...p.keys()].toSorted(
        (left, right) => (p[left] as number) - (p[right] as number),
      )
      for (const adjusted of all) {
        const inOrder = order.map((index) => adjusted[index] as number)
        expect(inOrder).toEqual(inOrder.toSorted((left, right) => left - right))
      }
    }),
    RUNS,
  )
})

it('has a chance to win and losses that agree when variants are swapped', () => {
  fc.assert(
    fc.property(number(-5, 5), number(0.1, 3), (estimate, standardError) => {
      const [forth, back] = [
        chanceToWin({ estimate, standardError }),
        chanceToWin({ estimate: -estimate, standardError }),
      ]
      expectClose(forth.chanceToWin + back.chanceToWin, 1)
      expectClose(forth.lossChooseTreatment, back.lossChooseControl)
      expectClose(forth.lossChooseControl - forth.lossChooseTreatment, estimate, 1e-6)
    }),
    RUNS,
  )
})

it('analyses the same input to the same bytes, and permuted segments to permuted results', () => {
  const count = fc.integer({ min: 0, max: 500 })
  fc.assert(
    fc.property(fc.array(fc.tuple(count, count), { minLength: 2, maxLength: 5 }), (counts) => {
      const plan = {
        experiment: 'e',
        hypothesis: 'h',
        control: 'a',
        variants: [
          { key: 'a', share: 0.5 },
          { key: 'b', share: 0.5 },
        ],
        primary: [{ key: 'm', kind: 'rate', direction: 'higher_is_better' }],
        stopping: { kind: 'always_valid' },
        segments: ['s'],
      } as const
      const values = counts.map(
        ([a, b], index) =>
          ({
            value: `v${index}`,
            units: { a: 500, b: 500 },
            metrics: {
              m: {
                a: { kind: 'rate', successes: a, n: 500 },
                b: { kind: 'rate', successes: b, n: 500 },
              },
            },
          }) as const,
      )
      const data = { units: { a: 5000, b: 5000 }, metrics: {}, segments: { s: values } }
      const once = analyze(plan, data)
      expect(JSON.stringify(analyze(plan, JSON.parse(JSON.stringify(data)) as typeof data))).toBe(
        JSON.stringify(once),
      )
      const other = analyze(plan, { ...data, segments: { s: values.toReversed() } })
      expect(other.segments[0]?.values.toReversed()).toEqual(once.segments[0]?.values)
    }),
    { ...RUNS, numRuns: 300 },
  )
})
