import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as stats from '../src/index.ts'
import { StatsError } from '../src/index.ts'

const HOSTILE = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  -0,
  0,
  0.5,
  1,
  1.5,
  2,
  3,
  100,
  1e-9,
  1e-300,
  5e-324,
  1e9,
  1e9 + 1,
  1e12,
  1e200,
  1e308,
  2 ** 53,
  -1e9,
]
const hostile = fc.constantFrom(...HOSTILE)
const moments = fc.record({ n: hostile, mean: hostile, variance: hostile })
const rate = fc.record({ successes: hostile, n: hostile })
const estimate = fc.record({ mean: hostile, squaredError: hostile, n: hostile })
const values = fc.array(hostile, { maxLength: 6 })
const effects = fc.array(fc.record({ estimate: hostile, standardError: hostile }), { maxLength: 4 })
const RUNS = { numRuns: 2000, seed: 20_261_126 }

interface Answer {
  readonly p?: number
  readonly estimate?: number
  readonly interval?: { readonly low: number; readonly high: number }
}

/** What is wrong with an answer: nothing when it is a refusal, or has no NaN in it. */
function faultOf(compute: () => Answer): string | undefined {
  let answer: Answer
  try {
    answer = compute()
  } catch (error) {
    return error instanceof StatsError ? undefined : String(error)
  }
  const { p = 0.5, estimate: middle = 0, interval = { low: 0, high: 1 } } = answer
  if (!(p >= 0 && p <= 1)) return `p is ${p}`
  if (Number.isNaN(middle)) return 'the estimate is NaN'
  return interval.low <= interval.high ? undefined : `from ${interval.low} to ${interval.high}`
}

function expectHonest(compute: () => Answer): void {
  expect(faultOf(compute)).toBeUndefined()
}

const byMoments: Readonly<Record<string, (c: stats.Moments, t: stats.Moments) => Answer>> = {
  compareMeans: (c, t) => stats.compareMeans(c, t),
  compareMeansSequential: (c, t) => stats.compareMeansSequential(c, t),
  compareMeansMsprt: (c, t) => stats.compareMeansMsprt(c, t, { mixingVariance: 1 }),
  compareMeansStratified: (control, treatment) =>
    stats.compareMeansStratified([{ control, treatment }]),
}
const byRates: Readonly<Record<string, (c: stats.Rate, t: stats.Rate) => Answer>> = {
  compareRates: (c, t) => stats.compareRates(c, t),
  compareRatesUnpooled: (c, t) => stats.compareRatesUnpooled(c, t),
  newcombeInterval: (c, t) => stats.newcombeInterval(c, t),
  clopperPearsonInterval: (c) => stats.clopperPearsonInterval(c),
}
const byEstimates: Readonly<
  Record<string, (c: stats.MeanEstimate, t: stats.MeanEstimate) => Answer>
> = {
  lift: (c, t) => stats.lift(c, t),
  liftByFieller: (c, t) => stats.liftByFieller(c, t),
  compareEstimates: (c, t) => stats.compareEstimates(c, t),
}
const byValues: Readonly<Record<string, (c: number[], t: number[]) => Answer>> = {
  momentsOf: (c) => ({ estimate: stats.momentsOf(c).mean }),
  quantileInterval: (c) => stats.quantileInterval(c, 0.5),
  compareQuantiles: (c, t) => stats.compareQuantiles(c, t, 0.5),
  mannWhitney: (c, t) => stats.mannWhitney(c, t),
  kolmogorovSmirnov: (c, t) => stats.kolmogorovSmirnov(c, t),
  srmTest: (c, t) => stats.srmTest(c, t),
  srmSequential: (c, t) => stats.srmSequential([c], t),
  populationStability: (c, t) => ({ estimate: stats.populationStability(c, t).statistic }),
  categoryDrift: (c, t) => stats.categoryDrift(c, t),
  adjustPValues: (c) => ({ p: Math.max(0, ...stats.adjustPValues(c, 'holm')) }),
}

describe('hostile numbers are refused, or answered honestly', () => {
  it.each(Object.keys(byMoments))('%s', (name) => {
    fc.assert(
      fc.property(moments, moments, (c, t) => expectHonest(() => byMoments[name]!(c, t))),
      RUNS,
    )
  })
  it.each(Object.keys(byRates))('%s', (name) => {
    fc.assert(
      fc.property(rate, rate, (c, t) => expectHonest(() => byRates[name]!(c, t))),
      RUNS,
    )
  })
  it.each(Object.keys(byEstimates))('%s', (name) => {
    fc.assert(
      fc.property(estimate, estimate, (c, t) => expectHonest(() => byEstimates[name]!(c, t))),
      RUNS,
    )
  })
  it.each(Object.keys(byValues))('%s', (name) => {
    fc.assert(
      fc.property(values, values, (c, t) => expectHonest(() => byValues[name]!(c, t))),
      RUNS,
    )
  })
  it('effects and trends', () => {
    fc.assert(
      fc.property(effects, (list) => {
        expectHonest(() => stats.poolEffects(list))
        expectHonest(() => ({ estimate: stats.shrinkEffects(list).mean }))
        expectHonest(() => stats.effectTrend(list.map((effect, at) => ({ ...effect, at }))))
      }),
      RUNS,
    )
  })
  it('counts, chances, powers and sizes', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        expectHonest(() => ({ p: stats.compareEventCounts(a, b, { treatmentShare: c }).p }))
        expectHonest(() => stats.chanceToWin({ estimate: a, standardError: b }, { alpha: c }))
        expectHonest(() => ({ p: stats.powerOfMeans(a, b, { variance: c }).power }))
        expectHonest(() => ({ p: stats.powerOfRates(a, b, { control: c }) }))
        expectHonest(() => ({
          estimate: stats.durationFor(a, { newUnitsPerDay: b, share: c }).days,
        }))
      }),
      RUNS,
    )
  })
})

it('answers exactly for 1e12 units, rates of 1e-9 and means of 1e9 with a variance of 1', () => {
  const rates = stats.compareRatesUnpooled(
    { successes: 1000, n: 1e12 },
    { successes: 1100, n: 1e12 },
  )
  expect(rates.statistic).toBeCloseTo(100 / Math.sqrt(2100), 6)
  const means = stats.compareMeans(
    { n: 1e12, mean: 1e9, variance: 1 },
    { n: 1e12, mean: 1e9, variance: 1 },
  )
  expect(means.standardError).toBeCloseTo(Math.SQRT2 * 1e-6, 18)
  expect(means.p).toBeCloseTo(1, 15)
  expect(stats.srmSequential([[5e11, 5e11]], [0.5, 0.5]).p).toBe(1)
})
