import { describe, expect, it } from 'vitest'
import { fisherExact } from './fisher.ts'
import { clopperPearsonInterval, newcombeInterval, wilsonInterval } from './intervals.ts'

describe('newcombeInterval', () => {
  // Newcombe (1998), Table II: contrasts (a) to (h), method 10.
  it.each([
    ['a', 56, 70, 48, 80, 0.0524, 0.3339],
    ['b', 9, 10, 3, 10, 0.1705, 0.809],
    ['d', 5, 56, 0, 29, -0.0381, 0.1926],
    ['e', 0, 10, 0, 20, -0.1611, 0.2775],
    ['f', 0, 10, 0, 10, -0.2775, 0.2775],
    ['g', 10, 10, 0, 20, 0.6791, 1],
    ['h', 10, 10, 0, 10, 0.6075, 1],
  ])('matches contrast %s of Newcombe (1998), Table II', (_name, a, m, b, n, low, high) => {
    const { interval } = newcombeInterval({ successes: b, n }, { successes: a, n: m })
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })
})

describe('wilsonInterval', () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, Table I: method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('matches Newcombe (1998) for %d of %d', (successes, n, low, high) => {
    const { interval } = wilsonInterval({ successes, n })
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('keeps the digits of both ends for rates of 1e-9 and below', () => {
    const n = 1e12
    // z² / (n + z²)
    const { high } = wilsonInterval({ successes: 0, n }).interval
    expect(high / 3.84145882067937e-12).toBeCloseTo(1, 12)
    for (const successes of [1, 10, 1000]) {
      const { low, high } = wilsonInterval({ successes, n }).interval
      // The product of the roots of Wilson's equation is x² / (n (n + z²)).
      expect((low * high) / ((successes / n) * (successes / (n + 3.841458820694124)))).toBeCloseTo(
        1,
        12,
      )
    }
  })

  it('ends exactly at 0 and at 1', () => {
    expect(wilsonInterval({ successes: 0, n: 3 }).interval.low).toBe(0)
    expect(wilsonInterval({ successes: 3, n: 3 }).interval.high).toBe(1)
  })
})

describe('clopperPearsonInterval', () => {
  it.each([
    [10, 100, 0.04900468922148595, 0.1762225977400227],
    [0, 20, 0, 0.16843347098308548],
    [1, 20, 0.0012650894979498038, 0.24873276277202772],
    [19, 20, 0.7512672372279723, 0.9987349105020502],
    [20, 20, 0.8315665290169145, 1],
  ])(
    'matches scipy.stats.binomtest, and mpmath in the last digits, for %d of %d',
    (successes, n, low, high) => {
      const { interval } = clopperPearsonInterval({ successes, n })
      expect(interval.low).toBeCloseTo(low, 13)
      expect(interval.high).toBeCloseTo(high, 13)
    },
  )

  it('estimates the share of successes', () => {
    expect(clopperPearsonInterval({ successes: 3, n: 12 }).estimate).toBe(0.25)
    expect(wilsonInterval({ successes: 3, n: 12 }).estimate).toBe(0.25)
  })

  it('keeps its digits for a rate of 1e-9, where it is the Poisson interval', () => {
    const { interval } = clopperPearsonInterval({ successes: 1000, n: 1e12 })
    // scipy: chi2.ppf(0.025, 2000) / 2e12 and chi2.ppf(0.975, 2002) / 2e12
    expect(interval.low / 9.389730184076952e-10).toBeCloseTo(1, 8)
    expect(interval.high / 1.063952136016302e-9).toBeCloseTo(1, 6)
  })
})

describe('fisherExact', () => {
  it("matches Fisher's tea tasting (1935), R's first example of fisher.test", () => {
    expect(fisherExact({ successes: 1, n: 4 }, { successes: 3, n: 4 }).p).toBeCloseTo(34 / 70, 14)
    const { p } = fisherExact({ successes: 1, n: 4 }, { successes: 3, n: 4 }, { side: 'greater' })
    expect(p).toBeCloseTo(17 / 70, 14)
  })

  it("matches R's second example of fisher.test, Convictions of like-sex twins", () => {
    const [monozygotic, dizygotic] = [
      { successes: 10, n: 13 },
      { successes: 2, n: 17 },
    ]
    const { p } = fisherExact(monozygotic, dizygotic, { side: 'less' })
    expect(p).toBeCloseTo(0.0004652, 7)
    expect(fisherExact(monozygotic, dizygotic).p).toBeCloseTo(0.0005367, 7)
  })

  it('sums the tables of all small counts, one by one', () => {
    const choose = (n: number, k: number): number => {
      let value = 1
      for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1)
      return value
    }
    for (const [m, n] of [
      [3, 5],
      [6, 4],
      [1, 7],
      [12, 21],
    ] as const) {
      for (let c = 0; c <= m; c++) {
        for (let t = 0; t <= n; t++) {
          const total = c + t
          const tables = Array.from({ length: n + 1 }, (_, k) => k).filter(
            (k) => total - k >= 0 && total - k <= m,
          )
          const density = (k: number): number =>
            (choose(n, k) * choose(m, total - k)) / choose(m + n, total)
          const sum = (isIn: (k: number) => boolean): number =>
            tables.filter(isIn).reduce((all, k) => all + density(k), 0)
          const of = (side: 'two_sided' | 'greater' | 'less') =>
            fisherExact({ successes: c, n: m }, { successes: t, n }, { side }).p
          expect(of('greater')).toBeCloseTo(
            sum((k) => k >= t),
            12,
          )
          expect(of('less')).toBeCloseTo(
            sum((k) => k <= t),
            12,
          )
          expect(of('two_sided')).toBeCloseTo(
            sum((k) => density(k) <= density(t) * (1 + 1e-7)),
            12,
          )
        }
      }
    }
  })

  it('estimates treatment - control', () => {
    expect(fisherExact({ successes: 1, n: 4 }, { successes: 3, n: 4 }).estimate).toBe(0.5)
  })

  it('adds up to 1 and the observed table on both sides, however far out', () => {
    const [control, treatment] = [
      { successes: 900, n: 1000 },
      { successes: 100, n: 1000 },
    ]
    expect(fisherExact(control, treatment, { side: 'greater' }).p).toBe(1)
    const { p } = fisherExact(control, treatment, { side: 'less' })
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThan(1e-300)
  })

  it('is 1 from every side when both variants have none, or all', () => {
    for (const side of ['two_sided', 'greater', 'less'] as const) {
      expect(fisherExact({ successes: 0, n: 5 }, { successes: 0, n: 7 }, { side }).p).toBe(1)
      expect(fisherExact({ successes: 5, n: 5 }, { successes: 7, n: 7 }, { side }).p).toBe(1)
    }
  })

  it('is no more than 1 where all tables are counted', () => {
    for (let m = 1; m <= 20; m++) {
      for (let successes = 0; successes <= m; successes++) {
        const [control, none] = [
          { successes, n: m },
          { successes: 0, n: 9 },
        ]
        const { p } = fisherExact(control, none, { side: 'greater' })
        expect(p).toBeLessThanOrEqual(1)
        expect(p).toBeCloseTo(1, 12)
      }
    }
    // These sums pass it by a last digit.
    const half = { successes: 1, n: 2 }
    expect(fisherExact({ successes: 0, n: 2 }, half, { side: 'less' }).p).toBe(1)
    const most = { successes: 8, n: 9 }
    expect(fisherExact({ successes: 2, n: 2 }, most, { side: 'greater' }).p).toBe(1)
  })
})
