import { describe, expect, it } from 'vitest'
import { chanceToWinRates } from './beta-binomial.ts'
import { chanceToWin } from './normal.ts'

describe('chanceToWinRates', () => {
  const control = { successes: 10, n: 100 }
  const treatment = { successes: 15, n: 100 }

  it('matches integrals by mpmath with 30 digits', () => {
    const result = chanceToWinRates(control, treatment)
    expect(result.chanceToWin).toBeCloseTo(0.853283789933966, 10)
    expect(result.lossChooseTreatment).toBeCloseTo(0.003578088130731, 10)
    // scipy.integrate.quad and brentq for the equal-tailed interval
    expect(result.interval.low).toBeCloseTo(-0.0430216742327, 9)
    expect(result.interval.high).toBeCloseTo(0.1423519467596, 9)
    expect(result.estimate).toBeCloseTo(5 / 102, 14)
    expect(result.lossChooseControl).toBeCloseTo(0.052597695973848, 10)
  })

  it('agrees with the normal approximation for many units, and with itself swapped', () => {
    const [c, t] = [
      { successes: 10_000, n: 1e5 },
      { successes: 10_200, n: 1e5 },
    ]
    const exact = chanceToWinRates(c, t)
    const error = Math.sqrt((0.1 * 0.9) / 1e5 + (0.102 * 0.898) / 1e5)
    const normal = chanceToWin({ estimate: 0.002, standardError: error })
    expect(exact.chanceToWin).toBeCloseTo(normal.chanceToWin, 3)
    expect(exact.interval.low).toBeCloseTo(normal.interval.low, 4)
    expect(chanceToWinRates(t, c).chanceToWin).toBeCloseTo(1 - exact.chanceToWin, 9)
  })

  // mpmath with 30 digits.
  it.each([
    [0, 50, 0, 50, 1, 1, 0.5],
    [0, 1000, 5, 1000, 1, 1, 0.984491953183579],
    [3, 1000, 0, 1000, 1, 1, 0.06231264057816],
    [1, 10, 9, 10, 1, 1, 0.999827056328604],
    [0, 100, 1, 100, 0.5, 0.5, 0.819106653123167],
    [0, 100, 1, 100, 0.1, 0.1, 0.941797870003302],
    [0, 50, 1, 50, 0.01, 1, 0.993245376590607],
    [0, 50, 0, 50, 0.02, 1, 0.5],
    [50, 50, 50, 50, 1, 0.1, 0.5],
    [0, 50, 0, 50, 0.001, 1, 0.5],
    [50, 50, 50, 50, 1, 0.001, 0.5],
  ])('is exact for %d of %d and %d of %d with a prior of %d and %d', (c, n, t, m, a, b, chance) => {
    const prior = { successes: a, failures: b }
    const [old, fresh] = [
      { successes: c, n },
      { successes: t, n: m },
    ]
    const forth = chanceToWinRates(old, fresh, { prior })
    const back = chanceToWinRates(fresh, old, { prior })
    expect(forth.chanceToWin).toBeCloseTo(chance, 10)
    expect(back.chanceToWin).toBeCloseTo(1 - chance, 10)
    expect(back.interval.high).toBeCloseTo(-forth.interval.low, 9)
    expect(back.interval.low).toBeCloseTo(-forth.interval.high, 9)
    expect(back.lossChooseControl).toBeCloseTo(forth.lossChooseTreatment, 12)
  })

  it('has the interval of mpmath where nothing has happened yet', () => {
    const none = { successes: 0, n: 50 }
    const { interval } = chanceToWinRates(none, none)
    expect(interval.low).toBeCloseTo(-0.0564968722, 9)
    expect(interval.high).toBeCloseTo(0.0564968722, 9)
    const ninetyNine = chanceToWinRates(none, none, { alpha: 1e-4 }).interval
    expect(ninetyNine.high).toBeGreaterThan(interval.high)
    expect(ninetyNine.low).toBeCloseTo(-ninetyNine.high, 9)
  })

  it('keeps the digits of a chance next to nothing', () => {
    const result = chanceToWinRates({ successes: 1000, n: 10_000 }, { successes: 1500, n: 10_000 })
    expect(result.lossChooseTreatment / 1.7651563119641114e-30).toBeCloseTo(1, 6)
  })

  it('believes every rate alike beforehand, and says so', () => {
    const { settings } = chanceToWinRates(control, treatment)
    expect(settings).toEqual({ alpha: 0.05, priorSuccesses: 1, priorFailures: 1 })
  })

  it('has no chance above 1', () => {
    for (let n = 10; n <= 1e6; n *= 2) {
      const { chanceToWin: chance } = chanceToWinRates({ successes: 0, n }, { successes: n, n })
      expect(chance).toBeLessThanOrEqual(1)
      expect(chance).toBeGreaterThan(0.99999)
    }
  })

  it('loses and gains what the means differ by, also where one is known far better', () => {
    // E[max(0, D)] - E[max(0, -D)] = E[D]
    const many = { successes: 103_000, n: 1_000_000 }
    for (const [one, other] of [
      [control, many],
      [many, control],
    ] as const) {
      const {
        lossChooseControl: gain,
        lossChooseTreatment: loss,
        estimate,
      } = chanceToWinRates(one, other)
      expect(gain - loss).toBeCloseTo(estimate, 12)
    }
    for (const prior of [
      { successes: 1, failures: 1 },
      { successes: 0.01, failures: 3 },
      { successes: 1, failures: 0.001 },
    ]) {
      for (const [one, other] of [
        [control, treatment],
        [
          { successes: 50, n: 50 },
          { successes: 90, n: 90 },
        ],
      ] as const) {
        const result = chanceToWinRates(one, other, { prior })
        const { lossChooseControl: gain, lossChooseTreatment: loss } = result
        expect(gain - loss).toBeCloseTo(result.estimate, 12)
      }
    }
  })

  it('works for rates of 0 and of 1', () => {
    const result = chanceToWinRates({ successes: 0, n: 10 }, { successes: 10, n: 10 })
    // By hand: P(Beta(11, 1) > Beta(1, 11)) = 1 - 11!·11!/22!·... is within 1e-5 of 1.
    expect(result.chanceToWin).toBeGreaterThan(0.99999)
    expect(result.chanceToWin).toBeLessThanOrEqual(1)
  })
})

describe('chanceToWin', () => {
  it('has an expected loss of φ(1) - Φ(-1), from mpmath', () => {
    const result = chanceToWin({ estimate: 1, standardError: 1 })
    expect(result.lossChooseTreatment).toBeCloseTo(0.0833154705876863, 14)
    expect(result.lossChooseControl).toBeCloseTo(1.0833154705876864, 14)
  })

  it.each([
    [0.5, 0.19779655740130603],
    [3, 0.0003821543170477236],
    [15, 2.426025087528983e-52],
    [20, 1.37001249472958e-90],
    [37, 1.5451991905122026e-301],
  ])('keeps the digits of a loss however small, from mpmath: %d', (estimate, loss) => {
    const { lossChooseTreatment } = chanceToWin({ estimate, standardError: 1 })
    expect(lossChooseTreatment / loss).toBeCloseTo(1, 11)
    const back = chanceToWin({ estimate: -3 * estimate, standardError: 3 })
    expect(back.lossChooseControl / (3 * loss)).toBeCloseTo(1, 11)
    expect(back.chanceToWin).toBeCloseTo(
      1 - chanceToWin({ estimate, standardError: 1 }).chanceToWin,
      14,
    )
  })

  it('has no loss that is below 0', () => {
    for (const estimate of [37.9, 38.3, 38.5, 39, 1e6]) {
      const { lossChooseTreatment } = chanceToWin({ estimate, standardError: 1 })
      expect(lossChooseTreatment).toBeGreaterThanOrEqual(0)
      expect(lossChooseTreatment).toBeLessThan(1e-300)
    }
  })

  it('adds precisions up, worked out by hand', () => {
    const prior = { mean: 1, standardDeviation: 2 }
    const result = chanceToWin({ estimate: 6, standardError: 4 }, { prior, alpha: 0.1 })
    // Precisions of 1/4 and 1/16: four parts of the prior and one of the data.
    expect(result.estimate).toBeCloseTo(2, 14)
    const deviation = 4 / Math.sqrt(5)
    expect(result.interval.low).toBeCloseTo(2 - 1.6448536269514722 * deviation, 13)
    expect(result.interval.high).toBeCloseTo(2 + 1.6448536269514722 * deviation, 13)
    expect(result.settings).toEqual({ alpha: 0.1, priorMean: 1, priorStandardDeviation: 2 })
    const { settings, chanceToWin: chance } = chanceToWin({ estimate: 6, standardError: 4 })
    expect(settings).toEqual({ alpha: 0.05 })
    // Φ(1.5), from Abramowitz and Stegun's table 26.1
    expect(chance).toBeCloseTo(0.9331927987, 10)
  })

  it('weighs a prior by its precision, worked out by hand', () => {
    const prior = { mean: 0, standardDeviation: 1 }
    const result = chanceToWin({ estimate: 2, standardError: 1 }, { prior })
    expect(result.estimate).toBe(1)
    expect(result.interval.high - 1).toBeCloseTo(1.959963984540054 * Math.SQRT1_2, 13)
  })
})
