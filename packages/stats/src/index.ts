export { StatsError } from './errors.ts'
export type { RefusalCategory } from './errors.ts'

export { momentsOf, mergeMoments } from './moments/moments.ts'
export type { Moments } from './moments/moments.ts'

export { compareMeans } from './means/welch.ts'
export { compareRates, compareRatesUnpooled } from './rates/compare-rates.ts'
export type { PooledRatesResult } from './rates/compare-rates.ts'
export type { Rate } from './rates/rate.ts'
export { srmTest } from './srm/fixed.ts'
export type { SrmResult } from './srm/fixed.ts'
export type { Interval, Side, TestResult, TestSettings } from './tests/result.ts'

export { analyze } from './analysis/analyze.ts'
export type { Analysis, Decision, Verdict } from './analysis/analyze.ts'
export type { AnalysisData, ByVariant, MetricSummary } from './analysis/data.ts'
export type {
  AnalysisPlan,
  Direction,
  MetricKind,
  MetricPlan,
  VariantPlan,
} from './analysis/plan.ts'
