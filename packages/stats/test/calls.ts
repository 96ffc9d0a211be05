import { groupSequentialBounds } from '../src/index.ts'

export type Arguments = readonly unknown[]

export const moments = { n: 100, mean: 10, variance: 4 }
export const others = { n: 120, mean: 11, variance: 5 }
const estimate = { n: 100, mean: 10, squaredError: 0.04 }
const second = { n: 120, mean: 11, squaredError: 0.05 }
export const rate = { successes: 10, n: 100 }
export const higher = { successes: 18, n: 110 }
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
export const values: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
export const wider: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20]
const survival = { times: values, events: values.map((value) => value % 2 === 0) }
const quantile = { estimate: 5, low: 4, high: 7, n: 40 }
const effects = [1, 2, 5].map((value, at) => ({ at, estimate: value, standardError: 0.5 }))
export const alpha = 0.05
const bounds = groupSequentialBounds({ fractions: [0.5, 1] })
const look = { p: 0.2, logP: Math.log(0.2), interval: { low: -1, high: 1 } }
const means = { variance: 4, ratio: 1, power: 0.8, alpha }
const rates = { control: 0.05, ratio: 1, power: 0.8, alpha }

/** Of every function that is exported, but for those of plans and days: arguments that have an answer. */
export const CALLS: Readonly<Record<string, readonly Arguments[]>> = {
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
      { settings: bounds.settings, bounds: [2.9], nominalAlphas: [0.00373] },
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
