import { describe, expect, it } from 'vitest'
import { asymptoticSequence, checkSequentialMinimum, compareMeansSequential } from './asymptotic.ts'
import { createChance } from '../../simulation/chance.ts'
import { momentsOf } from '../moments/moments.ts'
import { compareMeans } from '../means/welch.ts'
import { scoreOfDifference, scoreOfRatio } from '../rates/score.ts'
import { compareMeansMsprt } from './msprt.ts'
import { compareRatesSequential, liftOfRatesSequential } from './rates.ts'
import { runningLooks } from './path.ts'

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

  it('is tuned for 5000 units when nothing is said, and takes two or more', () => {
    const measured = { estimate: 0.3, standardError: 0.1, n: 2 }
    expect(asymptoticSequence(measured)).toEqual(asymptoticSequence(measured, { tunedFor: 5000 }))
    expect(() => asymptoticSequence({ ...measured, n: 1 })).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
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
    expect(interval.high).toBeCloseTo(0.3 + half, 12)
  })

  it('does not depend on the unit of the metric, and has no p above 1', () => {
    const scaled = ({ n, mean, variance }: typeof control) => ({
      n,
      mean: 10 * mean,
      variance: 100 * variance,
    })
    const one = compareMeansMsprt(control, treatment, { mixingVariance: 0.02 })
    const ten = compareMeansMsprt(scaled(control), scaled(treatment), { mixingVariance: 2 })
    expect(ten.p).toBeCloseTo(one.p, 14)
    expect(ten.interval.low).toBeCloseTo(10 * one.interval.low, 12)
    expect(ten.interval.high).toBeCloseTo(10 * one.interval.high, 12)
    expect(compareMeansMsprt(control, control, { mixingVariance: 0.02 }).p).toBe(1)
  })

  // In 10 % and 14 %, by the normal distribution and from two units on.
  it('keeps alpha at looks at few units, which start at five', () => {
    const chance = createChance(20_261_127, 8)
    const runs = 800
    let found = 0
    for (let run = 0; run < runs; run++) {
      const [one, other] = [0, 1].map(() => Array.from({ length: 30 }, chance.normal)) as [
        number[],
        number[],
      ]
      const isFound = [5, 7, 10, 15, 20, 30].some((n) => {
        const of = (values: number[]) => momentsOf(values.slice(0, n))
        return compareMeansMsprt(of(one), of(other), { mixingVariance: 1 }).p <= 0.05
      })
      if (isFound) found++
    }
    expect(found / runs).toBeLessThan(0.055)
    const few = { n: 4, mean: 0, variance: 1 }
    expect(() => compareMeansMsprt(few, { ...few, n: 900 }, { mixingVariance: 1 })).toThrow(
      'The smaller variant has 4 units',
    )
    expect(() => compareMeansMsprt({ ...few, n: 900 }, few, { mixingVariance: 1 })).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }) as Error,
    )
    const five = { ...few, n: 5 }
    expect(compareMeansMsprt(five, five, { mixingVariance: 1 }).p).toBe(1)
  })

  it("is never shorter than Welch's interval", () => {
    const few = { n: 5, mean: 0, variance: 1 }
    for (const mean of [0.5, 1.4, 1.5, 3]) {
      const other = { ...few, mean }
      const [once, always] = [
        compareMeans(few, other),
        compareMeansMsprt(few, other, { mixingVariance: 9 }),
      ]
      expect(always.interval.low).toBeLessThanOrEqual(once.interval.low)
      expect(always.interval.high).toBeGreaterThanOrEqual(once.interval.high)
      expect(always.p <= 0.05).toBe(always.interval.low > 0)
      expect(always.p).toBeGreaterThanOrEqual(once.p)
    }
  })

  it('refuses a mixing variance of 0', () => {
    expect(() => compareMeansMsprt(control, treatment, { mixingVariance: 0 })).toThrow(
      'mixingVariance',
    )
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

  it('end at no difference when alpha is p', () => {
    const many = { successes: 80, n: 400 }
    const { p, standardError } = compareRatesSequential(control, many)
    expect(p).toBeLessThan(0.001)
    // p depends on alpha, too, by way of where the sequence is tightest.
    let alpha = p
    for (let step = 0; step < 50; step++) alpha = compareRatesSequential(control, many, { alpha }).p
    expect(compareRatesSequential(control, many, { alpha }).interval.low).toBeCloseTo(0, 9)
    expect(liftOfRatesSequential(control, many, { alpha }).interval.low).toBeCloseTo(0, 9)
    expect(liftOfRatesSequential(control, many).standardError).toBeCloseTo(standardError / 0.08, 12)
    expect(compareRatesSequential(control, { successes: 32, n: 400 }).p).toBe(1)
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
