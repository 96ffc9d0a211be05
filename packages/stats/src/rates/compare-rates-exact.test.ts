import { describe, expect, it } from 'vitest'
import { normalLogUpperTail } from '../distributions/normal.ts'
import { compareRatesExact, liftOfRatesExact } from './compare-rates-exact.ts'
import { fisherExact } from './fisher.ts'
import { clopperPearsonInterval } from './intervals.ts'

const rate = (successes: number, n: number) => ({ successes, n })
const TESTS = [compareRatesExact, liftOfRatesExact]

describe('p', () => {
  it("is twice Fisher's of R's second example of fisher.test, Convictions of like-sex twins", () => {
    const [monozygotic, dizygotic] = [rate(10, 13), rate(2, 17)]
    for (const test of TESTS) {
      expect(test(monozygotic, dizygotic, { side: 'less' }).p).toBeCloseTo(0.0004652, 7)
      expect(test(monozygotic, dizygotic).p).toBeCloseTo(2 * 0.0004652, 6)
    }
  })

  it("is 1 - 1/70 of 70 of Fisher's tea tasting (1935) from the other side", () => {
    expect(compareRatesExact(rate(1, 4), rate(3, 4), { side: 'less' }).p).toBeCloseTo(69 / 70, 14)
    expect(compareRatesExact(rate(1, 4), rate(3, 4), { side: 'greater' }).p).toBeCloseTo(
      17 / 70,
      14,
    )
  })

  it('is 1 for rates that are the same, and never more', () => {
    for (const test of TESTS) {
      expect(test(rate(3, 10), rate(6, 20))).toMatchObject({ estimate: 0, p: 1, logP: 0 })
      expect(test(rate(3, 10), rate(6, 20)).statistic).toBe(0)
      expect(test(rate(6, 20), rate(3, 10)).statistic).toBe(0)
    }
  })

  it('has a logarithm where it is no double any more', () => {
    const { p, logP, statistic } = compareRatesExact(rate(1000, 1e6), rate(9000, 1e6))
    // mpmath: the hypergeometric tail of 9000 of 10,000, with 30 digits
    expect(logP).toBeCloseTo(-3700.230324070491, 8)
    expect(p).toBe(0)
    expect(normalLogUpperTail(statistic)).toBeCloseTo(logP - Math.LN2, 8)
    expect(compareRatesExact(rate(9000, 1e6), rate(1000, 1e6)).statistic).toBe(-statistic)
    const mild = compareRatesExact(rate(500, 1000), rate(620, 1000))
    expect(mild.logP).toBeCloseTo(Math.log(mild.p), 12)
  })

  it('is what a difference that is as sure as 9 of 1000 against none deserves', () => {
    const pOf = (successes: number): number =>
      compareRatesExact(rate(0, 1000), rate(successes, 1000)).p
    expect(pOf(9)).toBeCloseTo(0.003836, 6)
    expect(pOf(6)).toBeCloseTo(0.031016, 6)
    expect([5, 6].map((successes) => pOf(successes) <= 0.05)).toEqual([false, true])
  })
})

describe('interval', () => {
  // Sums of 3200 points over the control's bound, with SciPy's beta distributions.
  it.each([
    [3, 60, 9, 20, 0.15414091786375328, 0.6416849076712879, 2.498513933639214, 47.20523151634263],
    [297, 29700, 20, 300, 0.03113234924238, 0.09110469173862, 4.059363602904564, 10.29963868447188],
    [1, 20, 3, 30, -0.172618259400016, 0.23330856123796, 0.17605936710480788, 101.73570221660347],
    [1, 1000, 8, 1000, 0.00032352275013, 0.0148940800918576, 1.0755902758533475, 354.636567018565],
  ])('matches that of %d of %d and %d of %d by SciPy', (c, m, t, n, low, high, least, most) => {
    const difference = compareRatesExact(rate(c, m), rate(t, n)).interval
    expect(difference.low).toBeCloseTo(low, 12)
    expect(difference.high).toBeCloseTo(high, 12)
    const lift = liftOfRatesExact(rate(c, m), rate(t, n)).interval
    expect((lift.low + 1) / least).toBeCloseTo(1, 11)
    expect((lift.high + 1) / most).toBeCloseTo(1, 11)
  })

  it("excludes no difference from Fisher's p on, at any tail, since both are one test", () => {
    for (const [c, t] of [
      [rate(3, 60), rate(9, 20)],
      [rate(0, 1000), rate(7, 1000)],
      [rate(297, 29_700), rate(9, 300)],
      [rate(19, 20), rate(4, 9)],
      [rate(60, 60), rate(9, 20)],
    ] as const) {
      for (const test of c.successes > 0 ? TESTS : [compareRatesExact]) {
        for (const [control, treatment] of t.successes > 0 && c.successes > 0
          ? ([
              [c, t],
              [t, c],
            ] as const)
          : ([[c, t]] as const)) {
          const { p } = test(control, treatment)
          const isOut = (alpha: number): boolean => {
            const { low, high } = test(control, treatment, { alpha }).interval
            return low > 0 || high < 0
          }
          expect(isOut(p * (1 + 1e-9))).toBe(true)
          expect(isOut(p * (1 - 1e-9))).toBe(false)
        }
      }
    }
  })

  it("takes all of alpha for the one bound that is left, which is Clopper and Pearson's", () => {
    const none = compareRatesExact(rate(0, 60), rate(9, 20)).interval
    expect(none.high).toBeCloseTo(clopperPearsonInterval(rate(9, 20)).interval.high, 13)
    const all = compareRatesExact(rate(60, 60), rate(9, 20)).interval
    expect(all.low).toBeCloseTo(clopperPearsonInterval(rate(9, 20)).interval.low - 1, 13)
    const lost = compareRatesExact(rate(9, 20), rate(0, 60)).interval
    expect(lost.low).toBeCloseTo(-clopperPearsonInterval(rate(9, 20)).interval.high, 13)
    expect(compareRatesExact(rate(0, 60), rate(20, 20)).interval.high).toBe(1)
    expect(compareRatesExact(rate(20, 20), rate(0, 60)).interval.low).toBe(-1)
    expect(liftOfRatesExact(rate(9, 20), rate(0, 60)).interval.low).toBe(-1)
    const raised = liftOfRatesExact(rate(9, 20), rate(60, 60)).interval
    expect(raised.high).toBeCloseTo(1 / clopperPearsonInterval(rate(9, 20)).interval.low - 1, 11)
    const lowered = liftOfRatesExact(rate(20, 20), rate(9, 60)).interval
    expect(lowered.low).toBeCloseTo(clopperPearsonInterval(rate(9, 60)).interval.low - 1, 12)
  })

  it('has that bound at an alpha that no share of 1 has digits for', () => {
    const alpha = 1e-20
    const own = clopperPearsonInterval(rate(9, 20), alpha).interval
    const none = compareRatesExact(rate(0, 60), rate(9, 20), { alpha }).interval
    expect(none.high).toBeCloseTo(own.high, 12)
    const all = compareRatesExact(rate(60, 60), rate(9, 20), { alpha }).interval
    expect(all.low).toBeCloseTo(own.low - 1, 12)
  })

  it('is the same of failures as of successes', () => {
    for (const [c, m, t, n] of [
      [3, 60, 9, 20],
      [0, 40, 7, 20],
      [2, 1e6, 11, 1e5],
    ] as const) {
      const few = compareRatesExact(rate(c, m), rate(t, n))
      const many = compareRatesExact(rate(m - c, m), rate(n - t, n))
      expect(many.p / few.p).toBeCloseTo(1, 9)
      expect(many.interval.low / few.interval.high).toBeCloseTo(-1, 9)
      expect(many.interval.high / few.interval.low).toBeCloseTo(-1, 9)
      expect(many.statistic).toBeCloseTo(-few.statistic, 9)
    }
  })

  it('has one-sided bounds that are as far as the two-sided ones at twice alpha', () => {
    const [control, treatment] = [rate(3, 60), rate(9, 20)]
    for (const test of TESTS) {
      const both = test(control, treatment, { alpha: 0.1 })
      const greater = test(control, treatment, { side: 'greater' })
      expect(greater.interval).toEqual({ low: both.interval.low, high: Infinity })
      expect(greater.p).toBeCloseTo(both.p / 2, 12)
      const less = test(control, treatment, { side: 'less' })
      expect(less.interval).toEqual({ low: -Infinity, high: both.interval.high })
      expect(less.p).toBeCloseTo(fisherExact(control, treatment, { side: 'less' }).p, 12)
      expect(less.statistic).toBe(greater.statistic)
      expect(less.standardError).toBe(test(control, treatment).standardError)
    }
  })

  it('ends where p is alpha, against any difference or lift, and also above a half', () => {
    const [control, treatment] = [rate(3, 60), rate(9, 20)]
    for (const test of TESTS) {
      for (const alpha of [0.001, 0.05, 0.4, 0.9]) {
        const { interval, standardError, estimate } = test(control, treatment, { alpha })
        const z = test(control, treatment, { alpha, nullValue: interval.low }).statistic
        expect(standardError).toBeCloseTo((interval.high - interval.low) / (2 * z), 8)
        for (const nullValue of [interval.low, interval.high]) {
          const at = test(control, treatment, { alpha, nullValue })
          expect(at.p / alpha).toBeCloseTo(1, 9)
          expect(at.logP).toBeCloseTo(Math.log(alpha), 9)
          expect(Math.sign(at.statistic)).toBe(Math.sign(estimate - nullValue))
          expect(at.settings).toEqual({ alpha, side: 'two_sided', nullValue })
        }
        const side = 'less'
        const { high } = test(control, treatment, { alpha, side }).interval
        expect(test(control, treatment, { side, nullValue: high }).p / alpha).toBeCloseTo(1, 9)
      }
      expect(test(control, treatment).settings).toEqual({ alpha: 0.05, side: 'two_sided' })
    }
  })

  it('ends where p is alpha, however unlike the variants are in units', () => {
    const odd = [rate(1, 2), rate(7, 7), rate(944, 1000), rate(11, 1e6)]
    for (const control of odd) {
      for (const treatment of odd.filter((other) => other !== control)) {
        for (const test of TESTS) {
          for (const alpha of [0.001, 0.5]) {
            const { low, high } = test(control, treatment, { alpha }).interval
            for (const nullValue of [low, high]) {
              if (nullValue === -1 || nullValue === 1 || nullValue === Infinity) continue
              const side = nullValue === low ? 'greater' : 'less'
              const { p } = test(control, treatment, { side, nullValue })
              expect(Math.abs(p / (alpha / 2) - 1)).toBeLessThan(1e-8)
            }
          }
        }
      }
    }
  })

  it('ends where p is alpha next to 1 as well, as far as a double tells', () => {
    const [few, all] = [rate(1, 1e6), rate(999_999, 1e6)]
    const settings = { alpha: 0.001, side: 'less' } as const
    const { high } = compareRatesExact(few, all, settings).interval
    const { p } = compareRatesExact(few, all, { ...settings, nullValue: high })
    expect(Math.abs(p / 0.001 - 1)).toBeLessThan(1e-6)
  })

  // mpmath, with 30 digits.
  it('has the p of few units next to many, against a difference and against a lift', () => {
    const ofNone = { side: 'less', nullValue: 0.3 } as const
    expect(compareRatesExact(rate(11, 3000), rate(0, 2), ofNone).p).toBeCloseTo(
      0.48488302921899673,
      12,
    )
    const tripled = { side: 'greater', nullValue: 2 } as const
    expect(liftOfRatesExact(rate(3, 10), rate(944, 1000), tripled).p).toBeCloseTo(
      0.6109728793193014,
      12,
    )
  })

  it('knows what cannot be under a null, however narrow what is known of one variant', () => {
    // A control of next to none, and a difference that half of the treatment would have to leave.
    const far = compareRatesExact(rate(1, 1e15), rate(1, 2), { nullValue: -0.3 })
    expect(far).toMatchObject({ p: 0, logP: expect.closeTo(1e15 * Math.log(0.7), -3) as number })
    const near = compareRatesExact(rate(1, 1e15), rate(1, 2), { nullValue: 0.1 })
    expect(near.p).toBeCloseTo(2 * (1 - 0.9 ** 2), 12)
    const all = compareRatesExact(rate(20, 20), rate(9, 20), { nullValue: -0.2 })
    // SciPy: the control's lower bound, Beta(20, 1), below the line of the treatment's, Beta(10, 11).
    expect(all.p).toBeCloseTo(0.02031164313852865, 12)
    for (const test of TESTS) {
      const settings = { nullValue: -0.99, side: 'greater' } as const
      expect(test(rate(20, 20), rate(0, 9), settings).p).toBe(1)
    }
    expect(liftOfRatesExact(rate(10, 100), rate(18, 110), { nullValue: 1e300 }).p).toBe(0)
    const none = compareRatesExact(rate(9, 20), rate(0, 60), { nullValue: -0.2, side: 'greater' })
    // That all but a fifth of 20 units or more is the chance of 9 or fewer.
    expect(none.p).toBeCloseTo(0.9974051725993259, 12)
  })
})

describe('what it finds where nothing differs', () => {
  /** Probabilities of all counts, from 0 on, until they are nothing. */
  function densities(n: number, share: number): readonly number[] {
    const all = [Math.exp(n * Math.log1p(-share))]
    for (let k = 1; k <= n; k++) {
      const next = ((all[k - 1] as number) * (n - k + 1) * share) / (k * (1 - share))
      if (k > n * share && next < 1e-9) break
      all.push(next)
    }
    return all
  }

  it('is no more than alpha, of all ways that two variants can come out', () => {
    for (const [m, n] of [
      [6, 20],
      [30, 30],
      [200, 20],
    ] as const) {
      for (const share of [0.02, 0.15, 0.4]) {
        let level = 0
        for (const [c, ofC] of densities(m, share).entries()) {
          for (const [t, ofT] of densities(n, share).entries()) {
            if (c + t === 0 || c + t === m + n) continue
            const p = Math.min(
              1,
              2 *
                Math.min(
                  ...(['less', 'greater'] as const).map(
                    (side) => fisherExact(rate(c, m), rate(t, n), { side }).p,
                  ),
                ),
            )
            if (p <= 0.05) level += ofC * ofT
          }
        }
        expect(level).toBeLessThanOrEqual(0.05)
      }
    }
  })

  it('finds plain harm in a small canary', () => {
    const { p, estimate, interval } = compareRatesExact(rate(297, 29_700), rate(20, 300))
    expect(estimate).toBeCloseTo(0.05667, 4)
    expect(p).toBeLessThan(1e-9)
    expect(interval.low).toBeGreaterThan(0.03)
  })
})
