import { describe, expect, it } from 'vitest'
import * as stats from '../src/index.ts'
import { StatsError } from '../src/index.ts'
import type { Arguments } from './calls.ts'
import { CALLS, alpha, higher, moments, others, rate, values, wider } from './calls.ts'

const EXPORTS: Readonly<Record<string, unknown>> = { ...stats }

const HOSTILE = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  0,
  1,
  1.5,
  1e12,
  1e-9,
  1e300,
  5e-324,
  2 ** 53,
  // What JSON makes of a NaN, and what plain JavaScript may bring.
  null,
  'x',
]

/** What reads plans and days has hostile input of its own, in analyze.test.ts. */
const ELSEWHERE = [
  'StatsError',
  'analyze',
  'canonicalPlan',
  'checkHealth',
  'checkPlan',
  'isRefusal',
  'planChanges',
  'planHash',
  'sumDays',
  'sumUnits',
  'wholeWeeks',
]

/** Every copy of a value in which one number is hostile. */
function* poisoned(value: unknown): Generator<unknown> {
  if (typeof value === 'number') yield* HOSTILE
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const bad of poisoned(item)) yield value.with(index, bad)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      for (const bad of poisoned(item)) yield { ...value, [key]: bad }
    }
  }
}

function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNaN)
}

function isText(value: unknown): boolean {
  return value === null || value === 'x'
}

describe('a hostile number anywhere in the arguments has an answer without NaN, or a typed refusal', () => {
  it('in every function that is exported', () => {
    const functions = Object.entries(EXPORTS).filter(([, value]) => typeof value === 'function')
    expect([...Object.keys(CALLS), ...ELSEWHERE].toSorted()).toEqual(
      functions.map(([name]) => name).toSorted(),
    )
  })

  it.each(Object.entries(CALLS))('%s', (name, calls) => {
    for (const given of calls) {
      expect(faultOf(name, given)).toBeUndefined()
      for (const bad of poisoned(given) as Generator<Arguments>) {
        expect(faultOf(name, bad)).toBeUndefined()
      }
    }
  })

  it.each([
    'momentsOf',
    'meanEstimate',
    'mergeMoments',
    'mergeRatioMoments',
    'mergeCovariateMoments',
    'compareMeans',
    'compareRates',
    'lift',
    'logRank',
    'effectTrend',
    'runningLooks',
    'sampleSizeOfMeans',
    'testNonInferiority',
    'selectByEValues',
  ])('%s takes no null and no text for a number', (name) => {
    const taken = (CALLS[name] ?? [])
      .flatMap((given) => [...(poisoned(given) as Generator<Arguments>)])
      .filter((bad) => holdsText(bad) && answerOf(name, bad) !== REFUSED)
    expect(taken).toEqual([])
  })
})

const REFUSED = Symbol('refused')

function answerOf(name: string, given: Arguments): unknown {
  const call = EXPORTS[name] as (...all: Arguments) => unknown
  try {
    return call(...given)
  } catch (error) {
    if (error instanceof StatsError) return REFUSED
    throw new Error(`${name} of ${JSON.stringify(given)}`, { cause: error })
  }
}

/** What is wrong with an answer: nothing when it is a refusal, or has no NaN in it. */
function faultOf(name: string, given: Arguments): string | undefined {
  return holdsNaN(answerOf(name, given)) ? `NaN for ${JSON.stringify(given)}` : undefined
}

function holdsText(value: unknown): boolean {
  if (isText(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsText)
}

it.each([
  ['compareMeans', () => stats.compareMeans(moments, others, { side: 'both' as 'less' })],
  ['fisherExact', () => stats.fisherExact(rate, higher, { side: 'both' as 'less' })],
  ['mannWhitney', () => stats.mannWhitney(values, wider, { side: 'both' as 'less' })],
  [
    'testNonInferiority',
    () =>
      stats.testNonInferiority(
        { estimate: 1, standardError: 1 },
        { margin: 1, direction: 'up' as 'lower_is_better' },
      ),
  ],
])('%s refuses a side that is none', (_name, compare) => {
  expect(compare).toThrow(/Give "/)
})

it('refuses looks that are as good as one, and more looks than anybody takes', () => {
  expect(() => stats.groupSequentialBounds({ fractions: [0.5, 0.500_01, 1] })).toThrow(/apart/)
  const question = { drift: 1, units: 1000, alpha, side: 'two_sided' } as const
  expect(() => stats.designPower({ kind: 'always_valid', looks: 1e12 }, question)).toThrow(/1000/)
})

it('keeps the digits of the split at 1e12 units, from mpmath', () => {
  // log of the Dirichlet-multinomial likelihood over that of one half, prior 500 and 500
  const { logBayesFactor } = stats.srmSequential([[5e11, 5e11]], [0.5, 0.5])
  expect(logBayesFactor).toBeCloseTo(-10.361882918931288, 9)
})

it('gives a difference of nothing a p of exactly 1, and half of it on each side', () => {
  expect(stats.normalUpperTail(0)).toBe(0.5)
  expect(stats.compareMeans(moments, moments).p).toBe(1)
  expect(stats.mannWhitney([1], [2]).p).toBe(1)
})

it.each([1e-200, 1, 1e200])('works out degrees of freedom for variances of %d', (variance) => {
  const one = { mean: 0, squaredError: variance, n: 10 }
  const both = { ...one, mean: 3 * Math.sqrt(variance) }
  const interaction = stats.testInteraction({ neither: one, first: one, second: one, both })
  expect(interaction.df).toBeCloseTo(36, 9)
  expect(interaction.statistic).toBeCloseTo(1.5, 9)
  const control = { n: 10, mean: 0, variance }
  const stratum = { control, treatment: { ...control, mean: Math.sqrt(variance) } }
  expect(stats.compareMeansStratified([stratum, stratum]).df).toBeCloseTo(36, 9)
})

it('needs less than one unit for an effect of a hundred deviations, and says how much less', () => {
  const { n, control } = stats.sampleSizeOfMeans(100, { variance: 1 })
  expect(n).toBeCloseTo((2 * (1.959963984540054 + 0.8416212335729143) ** 2) / 1e4, 7)
  // A variance takes two in each variant.
  expect(control).toBe(2)
})

it.each([NaN, -1, 0, 1.5, Infinity])('draws no whole number below %d', (below) => {
  expect(() => stats.createGenerator(1).below(below)).toThrow(StatsError)
})

it('refuses a lift whose square is more than a double can hold', () => {
  const control = { mean: 1e-100, squaredError: 1e-210, n: 10 }
  const treatment = { mean: 1e100, squaredError: 1e-210, n: 10 }
  expect(() => stats.liftByFieller(control, treatment)).toThrow('more than a double can hold')
})
