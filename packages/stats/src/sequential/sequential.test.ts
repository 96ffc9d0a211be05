import { describe, expect, it } from 'vitest'
import { asymptoticSequence, checkSequentialMinimum, compareMeansSequential } from './asymptotic.ts'
import { logGamma } from '../distributions/stirling.ts'
import { compareMeans } from '../means/welch.ts'
import { scoreOfDifference, scoreOfRatio } from '../rates/score.ts'
import { compareEventCounts } from './event-counts.ts'
import { crossingProbabilities, groupSequentialBounds, readLook } from './group-sequential.ts'
import { compareMeansMsprt } from './msprt.ts'
import { compareRatesSequential, liftOfRatesSequential } from './rates.ts'
import { runningLooks } from './path.ts'
import { checkFractions, spentAlpha } from './spending.ts'
import { normalUpperTail } from '../distributions/normal.ts'

const control = { n: 1000, mean: 10, variance: 4 }
const treatment = { n: 1000, mean: 10.3, variance: 4 }

describe('asymptoticSequence', () => {
  it('matches its formula, worked out by hand', () => {
    const { p, interval } = asymptoticSequence(
      { estimate: 0.3, standardError: 0.1, n: 2000 },
      { tunedFor: 5000 },
    )
    const r2 = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / 5000
    const k = 2000 * r2 + 1
    const half = 0.1 * Math.sqrt(((2 * k) / (2000 * r2)) * Math.log(Math.sqrt(k) / 0.05))
    expect(interval.high - 0.3).toBeCloseTo(half, 13)
    expect(p).toBeCloseTo(Math.sqrt(k) * Math.exp((-2000 * r2 * 9) / (2 * k)), 13)
  })

  it('is tightest at the units that it is tuned for', () => {
    const width = (n: number): number => {
      const { interval } = asymptoticSequence(
        { estimate: 0, standardError: 1, n },
        { tunedFor: 5000 },
      )
      return interval.high - interval.low
    }
    expect(width(5000)).toBeLessThan(width(2500))
    expect(width(5000)).toBeLessThan(width(10_000) * 1.0001)
  })

  it('is one-sided when asked, and then refuses an alpha of one half', () => {
    const up = compareMeansSequential(control, treatment, { side: 'greater' })
    const down = compareMeansSequential(control, treatment, { side: 'less' })
    expect(up.interval.high).toBe(Infinity)
    expect(down.interval.low).toBe(-Infinity)
    expect(down.p).toBe(1)
    expect(up.p <= 0.05).toBe(up.interval.low > 0)
    expect(() => compareMeansSequential(control, treatment, { side: 'less', alpha: 0.5 })).toThrow(
      'alpha',
    )
  })

  it('is one half of the two-sided sequence at twice the alpha', () => {
    const measured = { estimate: 0.3, standardError: 0.1, n: 2000 }
    const one = asymptoticSequence(measured, { side: 'greater', alpha: 0.3 })
    const both = asymptoticSequence(measured, { alpha: 0.6 })
    expect(one.interval.low).toBeCloseTo(both.interval.low, 14)
    expect(one.p).toBeCloseTo(both.p / 2, 14)
    const msprt = { mixingVariance: 0.01, alpha: 0.2 }
    expect(
      compareMeansMsprt(control, treatment, { ...msprt, side: 'greater' }).interval.low,
    ).toBeCloseTo(compareMeansMsprt(control, treatment, { ...msprt, alpha: 0.4 }).interval.low, 14)
  })

  it('waits for a minimum of units, or of events', () => {
    expect(() => checkSequentialMinimum({ n: 1000 }, { n: 199 }, undefined)).toThrow('199 units')
    expect(() => checkSequentialMinimum({ n: 1000 }, { n: 200 }, undefined)).not.toThrow()
    expect(() => checkSequentialMinimum({ n: 1000 }, { n: 900 }, 0.01)).toThrow('9 events')
    expect(() => checkSequentialMinimum({ n: 1000 }, { n: 900 }, 0.99)).toThrow('events')
    expect(() => checkSequentialMinimum({ n: 1000 }, { n: 1000 }, 0.01)).not.toThrow()
  })
})

describe('compareMeansMsprt', () => {
  it('matches its formula, worked out by hand', () => {
    const { p, interval, statistic } = compareMeansMsprt(control, treatment, {
      mixingVariance: 0.01,
    })
    const v = 0.008
    const l = Math.sqrt(v / (v + 0.01)) * Math.exp((0.01 * 0.09) / (2 * v * (v + 0.01)))
    expect(p).toBeCloseTo(1 / l, 13)
    expect(statistic).toBeCloseTo(0.3 / Math.sqrt(v), 12)
    const half = Math.sqrt(
      ((2 * v * (v + 0.01)) / 0.01) * Math.log(Math.sqrt((v + 0.01) / v) / 0.05),
    )
    expect(interval.low).toBeCloseTo(0.3 - half, 12)
  })

  it('refuses a mixing variance of 0', () => {
    expect(() => compareMeansMsprt(control, treatment, { mixingVariance: 0 })).toThrow(
      'mixingVariance',
    )
  })
})

describe('groupSequentialBounds', () => {
  const fractions = [0.2, 0.4, 0.6, 0.8, 1]

  // ldbounds in R: ldBounds(t, iuse = c(1, 1), alpha = c(0.025, 0.025)), and in DeMets, Lan (1994).
  it("matches O'Brien and Fleming's boundaries of DeMets and Lan (1994) for five looks", () => {
    const expected = [4.8769, 3.3569, 2.6803, 2.2898, 2.031]
    const { bounds } = groupSequentialBounds({ fractions })
    for (const [look, bound] of expected.entries()) expect(bounds[look]).toBeCloseTo(bound, 3)
  })

  it('matches Pocock boundaries of DeMets and Lan (1994) for five looks', () => {
    const expected = [2.438, 2.4268, 2.4102, 2.3966, 2.3859]
    const { bounds } = groupSequentialBounds({ fractions, spending: 'pocock' })
    for (const [look, bound] of expected.entries()) expect(bounds[look]).toBeCloseTo(bound, 3)
  })

  it('spends all of alpha and no more, also over fifty looks and a last one before the end', () => {
    const many = Array.from({ length: 50 }, (_, index) => (index + 1) / 50)
    for (const spending of ['obrien_fleming', 'pocock', { power: 3 }] as const) {
      for (const looks of [fractions, many, [0.3, 0.7]]) {
        const design = groupSequentialBounds({ fractions: looks, spending })
        const spent = crossingProbabilities(design, 0).reduce((sum, p) => sum + p, 0)
        expect(spent).toBeCloseTo(spentAlpha(spending, 0.025, looks.at(-1) ?? 0), 9)
      }
    }
  })

  it('spends what Lan and DeMets (1983) have for each of the functions', () => {
    expect(spentAlpha({ power: 2 }, 0.025, 0.5)).toBeCloseTo(0.025 / 4, 15)
    expect(spentAlpha({ power: 3 }, 0.025, 0.5)).toBeCloseTo(0.025 / 8, 15)
    expect(spentAlpha('pocock', 0.025, 0.5)).toBeCloseTo(0.025 * Math.log((1 + Math.E) / 2), 15)
    // 2 (1 - Φ(2.241402727604947 / √0.5))
    expect(spentAlpha('obrien_fleming', 0.025, 0.5)).toBeCloseTo(0.0015253229, 9)
    for (const spending of ['pocock', 'obrien_fleming', { power: 2 }] as const) {
      for (const late of [1, 1.3]) expect(spentAlpha(spending, 0.025, late)).toBeCloseTo(0.025, 15)
    }
    expect(() => spentAlpha({ power: 0 }, 0.025, 0.5)).toThrow('power is 0')
    expect(() => spentAlpha('pocock', 0.025, 0)).toThrow('t is 0')
  })

  it('takes looks that are a ten-thousandth apart, and none that are closer', () => {
    expect(() => checkFractions([0.5, 0.5 * 1.0001])).not.toThrow()
    expect(() => checkFractions([0.5, 0.5 * 1.00009])).toThrow('fractions[1]')
    expect(() => checkFractions([0])).toThrow('fractions[0]')
  })

  it('says what has been spent up to each look, and what each look alone may', () => {
    const { spent, nominalAlphas, bounds, settings } = groupSequentialBounds({ fractions })
    expect(settings).toEqual({ alpha: 0.05, side: 'two_sided', spending: 'obrien_fleming' })
    expect(spent.at(-1)).toBeCloseTo(0.025, 12)
    for (const [look, alpha] of nominalAlphas.entries()) {
      expect(alpha).toBeCloseTo(2 * normalUpperTail(bounds[look] as number), 15)
    }
    const one = groupSequentialBounds({ fractions, side: 'greater', alpha: 0.025 })
    expect(one.bounds).toEqual(bounds)
    expect(one.nominalAlphas[4]).toBeCloseTo((nominalAlphas[4] as number) / 2, 15)
    expect(() => crossingProbabilities({ fractions, bounds: [2] }, 0)).toThrow('5 fractions and 1')
    expect(() => crossingProbabilities({ fractions: [1], bounds: [NaN] }, 0)).toThrow('bounds[0]')
    // Nothing to spend, and a boundary that nobody reaches.
    expect(groupSequentialBounds({ fractions: [0.001, 1] }).bounds[0]).toBe(Infinity)
  })

  it('crosses with a drift as the normal distribution says', () => {
    const [p] = crossingProbabilities({ fractions: [0.25], bounds: [1] }, 3)
    expect(p).toBeCloseTo(normalUpperTail(1 - 1.5), 14)
    // By Gauss and Legendre's rule over the first look: P(Z1 < 2, Z2 > 2) with a drift of 3.
    const [first, second] = crossingProbabilities({ fractions: [0.5, 1], bounds: [2, 2] }, 3)
    let sum = 0
    for (let step = 0; step < 200_000; step++) {
      const z = 2 - 12 * ((step + 0.5) / 200_000)
      const density = Math.exp(-0.5 * (z - 3 * Math.SQRT1_2) ** 2) / Math.sqrt(2 * Math.PI)
      sum += density * normalUpperTail((2 - z * Math.SQRT1_2 - 1.5) / Math.SQRT1_2) * (12 / 200_000)
    }
    expect(first).toBeCloseTo(normalUpperTail(2 - 3 * Math.SQRT1_2), 13)
    expect(second).toBeCloseTo(sum, 9)
  })

  it('is the fixed test when there is one look', () => {
    expect(groupSequentialBounds({ fractions: [1] }).bounds[0]).toBeCloseTo(1.959963984540054, 9)
    expect(groupSequentialBounds({ fractions: [1], side: 'less' }).bounds[0]).toBeCloseTo(
      1.644853626951473,
      9,
    )
  })

  it('reads a look by the alpha of that look', () => {
    const design = groupSequentialBounds({ fractions })
    const early = readLook({ estimate: 3, standardError: 1 }, design, 0)
    const late = readLook({ estimate: 3, standardError: 1 }, design, 4)
    expect([early.isCrossed, late.isCrossed]).toEqual([false, true])
    expect(early.interval.low).toBeLessThan(0)
    expect(late.interval.low).toBeGreaterThan(0)
    expect(late.p <= (late.settings['alpha'] as number)).toBe(true)
    expect(() => readLook({ estimate: 3, standardError: 1 }, design, 5)).toThrow('no look 5')
  })

  it('reads one side alone, where the other one is no matter how far', () => {
    const bounds = groupSequentialBounds({ fractions, side: 'greater' })
    const up = readLook({ estimate: 3, standardError: 1 }, bounds, 4)
    const down = readLook({ estimate: -3, standardError: 1 }, bounds, 4)
    expect([up.isCrossed, down.isCrossed]).toEqual([true, false])
    expect(up.interval.high).toBe(Infinity)
    const below = groupSequentialBounds({ fractions, side: 'less' })
    const fall = readLook({ estimate: -3, standardError: 1 }, below, 4)
    const rise = readLook({ estimate: 3, standardError: 1 }, below, 4)
    expect([fall.isCrossed, rise.isCrossed]).toEqual([true, false])
    expect(fall.interval.low).toBe(-Infinity)
  })

  it('keeps its digits when looks are close, and far apart, from mpmath', () => {
    const bounds = [2.2, 2.2]
    const [, close] = crossingProbabilities({ fractions: [0.98, 1], bounds }, 0)
    const [, far] = crossingProbabilities({ fractions: [0.02, 1], bounds }, 0)
    expect(close).toBeCloseTo(0.002000031006132467, 13)
    // By Gauss and Legendre's rule with 6,400 points a look
    const three = crossingProbabilities({ fractions: [0.5, 0.502, 1], bounds: [2, 2, 2] }, 0)
    expect(three[2]).toBeCloseTo(0.01494338203215696, 12)
    expect(far).toBeCloseTo(0.01346215910006936, 13)
  })

  it('says how it spends, and what a look alone may', () => {
    const spendings = ['obrien_fleming', 'pocock', { power: 2 }] as const
    const names = spendings.map(
      (spending) => groupSequentialBounds({ fractions, spending }).settings.spending,
    )
    expect(names).toEqual(['obrien_fleming', 'pocock', 'power_2'])
    const [both, one] = (['two_sided', 'greater'] as const).map((side) =>
      groupSequentialBounds({ fractions: [1], side }),
    )
    expect(both?.nominalAlphas[0]).toBeCloseTo(0.05, 9)
    expect(one?.nominalAlphas[0]).toBeCloseTo(0.05, 9)
  })

  it('refuses information that does not grow', () => {
    expect(() => groupSequentialBounds({ fractions: [0.5, 0.5] })).toThrow('fractions[1]')
    expect(() => groupSequentialBounds({ fractions: [] })).toThrow('no look')
  })
})

describe('compareEventCounts', () => {
  it('is the beta mixture over the share, worked out by hand for a uniform prior', () => {
    // B(1 + 3, 1 + 1) / 0.5^4 = (3! 1! / 5!) × 16 = 0.8
    const result = compareEventCounts(1, 3, { treatmentShare: 0.5, priorEvents: 2 })
    expect(Math.exp(result.logE)).toBeCloseTo(0.8, 12)
    expect(result.p).toBe(1)
    expect(result.estimate).toBe(3)
  })

  it('excludes a ratio of 1 exactly when it rejects', () => {
    for (const treated of [5, 20, 22, 24, 26, 40]) {
      const { p, interval } = compareEventCounts(990, treated, { treatmentShare: 0.01 })
      expect(p <= 0.05).toBe(interval.low > 1 || interval.high < 1)
      expect(interval.low).toBeLessThan(treated / 10)
      expect(interval.high).toBeGreaterThan(treated / 10)
    }
  })

  it('says nothing before anything has happened', () => {
    const { p, interval, estimate } = compareEventCounts(0, 0, { treatmentShare: 0.5 })
    expect(estimate).toBeUndefined()
    expect(p).toBe(1)
    expect(interval).toEqual({ low: 0, high: Infinity })
    expect(compareEventCounts(0, 3, { treatmentShare: 0.5 }).estimate).toBe(Infinity)
    expect(compareEventCounts(1, 3, { treatmentShare: 0.5 }).interval.high).toBeLessThan(Infinity)
    expect(compareEventCounts(3, 1, { treatmentShare: 0.5 }).interval.low).toBeGreaterThan(0)
    expect(compareEventCounts(3, 0, { treatmentShare: 0.5 }).interval.low).toBe(0)
  })
})

describe('runningLooks', () => {
  it('keeps the smallest p and what the intervals have in common', () => {
    const look = (p: number, low: number, high: number) => ({
      p,
      logP: Math.log(p),
      interval: { low, high },
    })
    const running = runningLooks([
      look(0.5, -1, 3),
      look(0.04, 0.1, 2.5),
      look(0.2, -0.5, 2),
      look(0.9, 2.2, 4),
    ])
    expect(running.map(({ p }) => p)).toEqual([0.5, 0.04, 0.04, 0.04])
    expect(running[2]?.interval).toEqual({ low: 0.1, high: 2 })
    expect(running.map(({ isEmpty }) => isEmpty)).toEqual([false, false, false, true])
    expect(runningLooks([look(1, -1, 1)])[0]).toMatchObject({ p: 1, logP: 0 })
  })
})

it('is never shorter than the interval of the same units that is read once', () => {
  const [many, two] = [
    { n: 5000, mean: 10, variance: 4 },
    { n: 2, mean: 12, variance: 4 },
  ]
  const once = compareMeans(many, two)
  const sequence = compareMeansSequential(many, two)
  expect(sequence.interval).toEqual(once.interval)
  expect(sequence.p).toBe(1)
  const far = { ...two, mean: 1e4 }
  expect(compareMeansSequential(many, far).p).toBe(compareMeans(many, far).p)
  const above = compareMeansSequential(many, two, { side: 'greater' })
  expect(above.interval).toEqual(compareMeans(many, two, { side: 'greater' }).interval)
  const enough = { ...two, n: 500 }
  expect(compareMeansSequential(many, enough).interval.low).toBeLessThan(
    compareMeans(many, enough).interval.low,
  )
})

// mpmath with 60 digits.
it.each([
  [500, 500, 0.5, -1.978162525536939],
  [975, 25, 0.01, 5.174576836876879],
  [497_500, 502_500, 0.5, 7.077420886108863],
  [5_599_999_795_060_985, 2_400_000_204_939_015, 0.3, -4.326904266574898],
  [7_991_999_985_864_938, 8_000_014_135_062, 0.001, -5.435351571492899],
])(
  'counts %d and %d events at a share of %d exactly',
  (control, treatment, treatmentShare, logE) => {
    expect(compareEventCounts(control, treatment, { treatmentShare }).logE).toBeCloseTo(logE, 6)
  },
)

describe('rates in a sequence', () => {
  const [control, treatment] = [
    { successes: 80, n: 1000 },
    { successes: 40, n: 400 },
  ]

  it('end where the score is as far as the sequence reaches', () => {
    const settings = { tunedFor: 2000 }
    const reach = asymptoticSequence({ estimate: 0, standardError: 1, n: 1400 }, settings).interval
      .high
    const difference = compareRatesSequential(control, treatment, settings)
    const { low, high } = difference.interval
    expect(scoreOfDifference(control, treatment, low)).toBeCloseTo(reach, 9)
    expect(scoreOfDifference(control, treatment, high)).toBeCloseTo(-reach, 9)
    expect(difference.estimate).toBeCloseTo(0.02, 14)
    expect(difference.estimate / difference.standardError).toBeCloseTo(difference.statistic, 12)
    const lifted = liftOfRatesSequential(control, treatment, settings)
    expect(scoreOfRatio(control, treatment, 1 + lifted.interval.low)).toBeCloseTo(reach, 9)
    expect(scoreOfRatio(control, treatment, 1 + lifted.interval.high)).toBeCloseTo(-reach, 9)
    expect(lifted).toMatchObject({ p: difference.p, settings: { tunedFor: 2000 } })
    expect(lifted.estimate).toBeCloseTo(0.25, 14)
  })

  it('are open on the other side when one-sided', () => {
    const both = compareRatesSequential(control, treatment, { alpha: 0.1 })
    const greater = compareRatesSequential(control, treatment, { side: 'greater' })
    expect(greater.interval).toEqual({ low: both.interval.low, high: Infinity })
    expect(liftOfRatesSequential(control, treatment, { side: 'less' }).interval).toMatchObject({
      low: -Infinity,
    })
  })

  it('have an interval where a variant has no success', () => {
    const none = { successes: 0, n: 1000 }
    const many = { successes: 50, n: 1000 }
    const { interval, p } = liftOfRatesSequential(many, none)
    expect(interval.low).toBe(-1)
    expect(interval.high).toBeLessThan(0)
    expect(interval.high).toBeGreaterThan(-1)
    expect(p).toBeLessThan(1e-6)
  })
})

it.each([
  [52, 37, 0.5, 0.05],
  [0, 3, 0.5, 0.05],
  [1, 210_843, 0.99, 0.0125],
  [9_900, 180, 0.01, 1e-6],
])('ends the interval of %d and %d events where the e-value reaches 1 / alpha', (...given) => {
  const [control, treatment, treatmentShare, alpha] = given
  const { interval } = compareEventCounts(control, treatment, { treatmentShare, alpha })
  const [a, b] = [20 * treatmentShare, 20 * (1 - treatmentShare)]
  const logBeta = (x: number, y: number): number => logGamma(x) + logGamma(y) - logGamma(x + y)
  const logEAt = (ratio: number): number => {
    const odds = (ratio * treatmentShare) / (1 - treatmentShare)
    const likelihood = -treatment * Math.log1p(1 / odds) - control * Math.log1p(odds)
    return logBeta(a + treatment, b + control) - logBeta(a, b) - likelihood
  }
  // Large terms cancel here, which they do not in what is tested.
  const digits = 1e-14 * (control + treatment)
  for (const end of [interval.low, interval.high]) {
    if (end === 0 || end === Infinity) continue
    expect(Math.abs(logEAt(end) + Math.log(alpha))).toBeLessThan(1e-9 + digits)
  }
})
