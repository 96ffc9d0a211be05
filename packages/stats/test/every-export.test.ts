import { describe, expect, it } from 'vitest'
import * as stats from '../src/index.ts'
import { StatsError } from '../src/index.ts'

type Arguments = readonly unknown[]

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

const moments = { n: 100, mean: 10, variance: 4 }
const others = { n: 120, mean: 11, variance: 5 }
const estimate = { n: 100, mean: 10, squaredError: 0.04 }
const second = { n: 120, mean: 11, squaredError: 0.05 }
const rate = { successes: 10, n: 100 }
const higher = { successes: 18, n: 110 }
const adjusted = { ...moments, covariate: { mean: 9, variance: 4 }, covariance: 2 }
const ratio = {
  n: 100,
  numerator: { mean: 10, variance: 4 },
  denominator: { mean: 5, variance: 2 },
  covariance: 1,
}
const adjustedRatio = {
  ...ratio,
  covariate: { mean: 3, variance: 2 },
  numeratorCovariance: 0.5,
  denominatorCovariance: 0.4,
}
const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const wider = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20]
const survival = { times: values, events: values.map((value) => value % 2 === 0) }
const quantile = { estimate: 5, low: 4, high: 7, n: 40 }
const effects = [1, 2, 5].map((value, at) => ({ at, estimate: value, standardError: 0.5 }))
const alpha = 0.05
const bounds = stats.groupSequentialBounds({ fractions: [0.5, 1] })
const look = { p: 0.2, logP: Math.log(0.2), interval: { low: -1, high: 1 } }
const means = { variance: 4, ratio: 1, power: 0.8, alpha }
const rates = { control: 0.05, ratio: 1, power: 0.8, alpha }

/** Arguments that have an answer; every number in them is then made hostile, one at a time. */
const CALLS: Readonly<Record<string, readonly Arguments[]>> = {
  plannedLooks: [
    [{ kind: 'group_sequential', units: 100, fractions: [0.5, 1] }],
    [{ kind: 'fixed', units: 100, notBeforeMs: 1000 }],
  ],
  countedUnits: [[{ units: { a: 1, b: 2 } }], [{ units: { a: 1 }, lived: { a: 1 } }]],
  meanEstimate: [[moments]],
  momentsOf: [[values]],
  mergeMoments: [[[moments, others]]],
  lift: [[estimate, second, { alpha, nullValue: 0 }]],
  liftByFieller: [[estimate, second, { alpha }]],
  compareMeans: [[moments, others, { alpha, nullValue: 0 }]],
  compareEstimates: [[estimate, second, { alpha, nullValue: 0.1 }]],
  compareRates: [[rate, higher, { alpha }]],
  compareRatesUnpooled: [[rate, higher, { alpha }]],
  compareRatesScore: [[rate, higher, { alpha, nullValue: 0.01 }]],
  compareRatesExact: [[rate, higher, { alpha, nullValue: 0.01 }]],
  liftOfRates: [[rate, higher, { alpha, nullValue: 0.01 }]],
  compareRatesSequential: [[rate, higher, { alpha, tunedFor: 500 }]],
  liftOfRatesSequential: [[rate, higher, { alpha, tunedFor: 500 }]],
  liftOfRatesExact: [[rate, higher, { alpha, nullValue: 0.01 }]],
  fisherExact: [[rate, higher]],
  wilsonInterval: [[rate, alpha]],
  clopperPearsonInterval: [[rate, alpha]],
  newcombeInterval: [[rate, higher, alpha]],
  rateEstimate: [[rate]],
  ratioMomentsOf: [[values, wider]],
  mergeRatioMoments: [[[ratio, ratio]]],
  ratioEstimate: [[ratio]],
  covariateMomentsOf: [[values, wider]],
  mergeCovariateMoments: [[[adjusted, adjusted]]],
  ratioCovariateMomentsOf: [[values, wider, values]],
  mergeRatioCovariateMoments: [[[adjustedRatio, adjustedRatio]]],
  compareRatiosCuped: [[adjustedRatio, adjustedRatio, { alpha, nullValue: 0.1 }]],
  liftRatiosCuped: [[adjustedRatio, adjustedRatio, { alpha, nullValue: 0.1 }]],
  cupedRatioEstimates: [[adjustedRatio, adjustedRatio, { theta: 0.1 }]],
  cupedEstimates: [
    [adjusted, adjusted, { theta: 0.4 }],
    [adjusted, adjusted],
  ],
  compareMeansCuped: [[adjusted, adjusted, { theta: 0.4 }]],
  liftCuped: [[adjusted, adjusted, { theta: 0.4 }]],
  compareMeansStratified: [
    [
      [
        { control: moments, treatment: others },
        { control: others, treatment: moments },
      ],
      { alpha },
    ],
  ],
  quantileEstimate: [[values, 0.5]],
  quantileRanks: [[40, 0.5]],
  compareQuantiles: [[values, wider, 0.5, { alpha }]],
  compareQuantileEstimates: [[quantile, { ...quantile, estimate: 6, high: 8 }, { alpha }]],
  liftOfQuantiles: [[quantile, { ...quantile, estimate: 6, high: 8 }, { alpha }]],
  mannWhitney: [[values, wider]],
  quantileInterval: [[values, 0.5, { alpha }]],
  compareMeansSequential: [[moments, others, { alpha, tunedFor: 5000 }]],
  compareEstimatesSequential: [[estimate, second, { alpha, tunedFor: 5000 }]],
  asymptoticSequence: [
    [
      { estimate: 1, standardError: 0.5, n: 100 },
      { alpha, tunedFor: 100 },
    ],
  ],
  checkSequentialMinimum: [[{ n: 300 }, { n: 300 }, 0.5, { units: 200, events: 10 }]],
  compareEventCounts: [[10, 20, { treatmentShare: 0.5, alpha, priorEvents: 20 }]],
  groupSequentialBounds: [[{ fractions: [0.5, 1], alpha, spending: { power: 2 } }]],
  crossingProbabilities: [[{ fractions: bounds.fractions, bounds: bounds.bounds }, 1]],
  readLook: [
    [
      { estimate: 1, standardError: 0.5 },
      { settings: bounds.settings, bounds: [2.9], nominalAlphas: [0.003] },
      0,
    ],
  ],
  compareMeansMsprt: [[moments, others, { mixingVariance: 1, alpha }]],
  runningLooks: [[[look, look]]],
  spentAlpha: [
    [{ power: 2 }, alpha, 0.5],
    ['pocock', alpha, 0.5],
  ],
  srmTest: [[[500, 510], [0.5, 0.5], { alpha: 0.001 }]],
  srmSequential: [
    [
      [
        [50, 51],
        [500, 510],
      ],
      [0.5, 0.5],
      { alpha: 0.001, priorUnits: 1000 },
    ],
  ],
  adjustPValues: [[[0.01, 0.2], 'holm']],
  selectByEValues: [[[1, 2], alpha]],
  logEValueOf: [[-3]],
  testNonInferiority: [
    [
      { estimate: 0.1, standardError: 0.05, df: 100 },
      { margin: 0.1, direction: 'lower_is_better', alpha },
    ],
  ],
  chanceToWinRates: [[rate, higher, { prior: { successes: 1, failures: 1 }, alpha }]],
  chanceToWin: [
    [
      { estimate: 0.1, standardError: 0.05 },
      { prior: { mean: 0, standardDeviation: 1 }, alpha },
    ],
    [{ estimate: 0.1, standardError: 0.05 }],
  ],
  heterogeneity: [[effects]],
  heterogeneitySequential: [[effects, { n: 3000, alpha, tunedFor: 5000 }]],
  poolEffects: [[effects, { alpha }]],
  shrinkEffects: [[effects, { alpha }]],
  kaplanMeier: [[survival, { alpha }]],
  logRank: [[survival, { ...survival, times: wider }]],
  populationStability: [
    [
      [0.2, 0.8],
      [0.3, 0.7],
    ],
  ],
  categoryDrift: [
    [
      [10, 20],
      [12, 30],
    ],
  ],
  kolmogorovSmirnov: [[values, wider]],
  effectTrendSequential: [[effects, { alpha, tunedFor: 14 }]],
  effectTrend: [[effects, { alpha }]],
  testInteraction: [[{ neither: estimate, first: second, second: estimate, both: second }]],
  designPower: [
    [
      { kind: 'always_valid', looks: 3, tunedFor: 5000 },
      { drift: 3, units: 1000, alpha, side: 'two_sided' },
    ],
    [
      { kind: 'group_sequential', looks: 3 },
      { drift: 3, units: 1000, alpha, side: 'greater' },
    ],
  ],
  durationFor: [
    [1000, { newUnitsPerDay: 100, share: 0.5 }],
    [1000, { newUnitsPerDay: 100 }, 86_400_000],
  ],
  powerOfMeans: [[1, 100, means]],
  powerOfRates: [[0.06, 1000, rates]],
  powerCurve: [[[1, 2], 100, { variance: 4 }]],
  sampleSizeOfMeans: [[1, means]],
  sampleSizeOfRates: [[0.06, rates]],
  minimumDetectableMeans: [[100, means]],
  minimumDetectableRates: [[1000, 'rise', rates]],
  assignBlocked: [[['a', 'b'].map((key) => ({ key, stratum: 'x' })), [0.5, 0.5], 1]],
  rankSalts: [
    [
      ['salt'],
      [1, 2, 3, 4].map((value) => ({ key: String(value), covariates: [value] })),
      (_: string, key: string) => Number(key) % 2,
    ],
  ],
  createGenerator: [[1]],
  logBinomialDensity: [[3, 10, 0.5]],
  binomialLowerTail: [[3, 10, 0.5]],
  binomialQuantile: [[0.5, 10, 0.5]],
  incompleteBeta: [[2, 3, 0.5]],
  incompleteGamma: [[2, 3]],
  normalDensity: [[1]],
  normalUpperTail: [[1]],
  normalLowerTail: [[1]],
  normalLogUpperTail: [[1]],
  normalUpperQuantile: [[0.05]],
  studentUpperTail: [[1, 5]],
  studentLogUpperTail: [[1, 5]],
  studentUpperQuantile: [[0.05, 5]],
}

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
