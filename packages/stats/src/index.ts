export { StatsError } from './errors.ts'
export type { RefusalCategory } from './errors.ts'

export { analyze } from './analysis/analyze.ts'
export type { Analysis } from './analysis/read-data.ts'
export { countedUnits } from './analysis/counted-units.ts'
export { plannedLooks } from './analysis/planned-looks.ts'
export type { PlannedLook } from './analysis/planned-looks.ts'
export type { LooksRead } from './analysis/looks-read.ts'
export { checkPlan } from './analysis/check-plan.ts'
export type { Finding, Comparison, ComparisonRow } from './analysis/comparison.ts'
export type {
  MetricSummary,
  ByVariant,
  MetricTable,
  Day,
  SegmentValue,
  Annotation,
  AnalysisData,
  TakenLook,
} from './analysis/data.ts'
export type { Stage, Diagnosis } from './analysis/diagnosis.ts'
export { FIRST_DAY } from './analysis/first-day.ts'
export type { GuardrailFinding, Guardrail, GuardrailRow } from './analysis/guardrail-rows.ts'
export { checkHealth } from './analysis/check-health.ts'
export type { Health } from './analysis/health.ts'
export type { LossRow } from './analysis/losses.ts'
export type { Progress } from './analysis/look.ts'
export { planChanges } from './analysis/plan-changes.ts'
export type { PlanChange } from './analysis/plan-changes.ts'
export { canonicalPlan, planHash } from './analysis/plan-hash.ts'
export type {
  Direction,
  MetricKind,
  MetricTest,
  MetricPlan,
  GuardrailPlan,
  VariantPlan,
  StoppingRule,
  AnalysisPlan,
} from './analysis/plan.ts'
export { isRefusal } from './analysis/refusal.ts'
export type { Refusal } from './analysis/refusal.ts'
export type { SegmentRows, SegmentHeterogeneity, SegmentResult } from './analysis/segments.ts'
export type { SeriesPoint, Series } from './analysis/series.ts'
export type { Decision, Verdict } from './analysis/verdict.ts'
export { wholeWeeks, sumUnits, sumDays } from './analysis/whole-weeks.ts'

export { meanEstimate } from './moments/estimate.ts'
export type { MeanEstimate } from './moments/estimate.ts'
export { momentsOf, mergeMoments } from './moments/moments.ts'
export type { Moments } from './moments/moments.ts'
export type { Spread } from './moments/spread.ts'

export { lift, liftByFieller } from './means/lift.ts'
export type { LiftSettings, FiellerResult } from './means/lift.ts'
export { compareMeans, compareEstimates } from './means/welch.ts'
export type { DifferenceSettings } from './means/welch.ts'

export { compareRates, compareRatesUnpooled } from './rates/compare-rates.ts'
export type { PooledRatesResult } from './rates/compare-rates.ts'
export { compareRatesExact, liftOfRatesExact } from './rates/compare-rates-exact.ts'
export { compareRatesScore, liftOfRates } from './rates/compare-rates-score.ts'
export type { ScoreResult, ScoreSettings } from './rates/compare-rates-score.ts'
export { fisherExact } from './rates/fisher.ts'
export type { FisherResult } from './rates/fisher.ts'
export { wilsonInterval, clopperPearsonInterval, newcombeInterval } from './rates/intervals.ts'
export type { RateInterval } from './rates/intervals.ts'
export { rateEstimate } from './rates/rate.ts'
export type { Rate } from './rates/rate.ts'

export { ratioMomentsOf, mergeRatioMoments, ratioEstimate } from './ratios/ratio.ts'
export type { RatioMoments } from './ratios/ratio.ts'

export { covariateMomentsOf, mergeCovariateMoments } from './covariates/covariate.ts'
export type { CovariateMoments } from './covariates/covariate.ts'
export {
  ratioCovariateMomentsOf,
  mergeRatioCovariateMoments,
  cupedRatioEstimates,
  compareRatiosCuped,
  liftRatiosCuped,
} from './covariates/cuped-ratio.ts'
export type { RatioCovariateMoments } from './covariates/cuped-ratio.ts'
export { cupedEstimates, compareMeansCuped, liftCuped } from './covariates/cuped.ts'
export type { CupedSettings, CupedEstimates } from './covariates/cuped.ts'
export { compareMeansStratified } from './covariates/post-stratification.ts'
export type { Stratum } from './covariates/post-stratification.ts'

export {
  compareQuantileEstimates,
  compareQuantiles,
  liftOfQuantiles,
  quantileEstimate,
  quantileRanks,
} from './quantiles/compare-quantiles.ts'
export type { QuantileEstimate } from './quantiles/compare-quantiles.ts'
export { mannWhitney } from './quantiles/mann-whitney.ts'
export type { MannWhitneyResult } from './quantiles/mann-whitney.ts'
export { quantileInterval } from './quantiles/quantile.ts'
export type { QuantileResult } from './quantiles/quantile.ts'

export {
  compareMeansSequential,
  compareEstimatesSequential,
  asymptoticSequence,
  checkSequentialMinimum,
} from './sequential/asymptotic.ts'
export type {
  SequentialSettings,
  SequentialEstimate,
  SequentialMinimum,
} from './sequential/asymptotic.ts'
export { compareEventCounts } from './sequential/event-counts.ts'
export type { EventCountSettings, EventCountResult } from './sequential/event-counts.ts'
export {
  groupSequentialBounds,
  crossingProbabilities,
  readLook,
} from './sequential/group-sequential.ts'
export type { GroupSequentialDesign, GroupSequentialBounds } from './sequential/group-sequential.ts'
export { compareMeansMsprt } from './sequential/msprt.ts'
export type { MsprtSettings } from './sequential/msprt.ts'
export { compareRatesSequential, liftOfRatesSequential } from './sequential/rates.ts'
export { runningLooks } from './sequential/path.ts'
export type { Look, RunningLook } from './sequential/path.ts'
export { spentAlpha } from './sequential/spending.ts'
export type { Spending } from './sequential/spending.ts'

export { srmTest } from './srm/fixed.ts'
export type { SrmResult } from './srm/fixed.ts'
export { srmSequential } from './srm/sequential.ts'
export type { SequentialSrmResult } from './srm/sequential.ts'

export { adjustPValues, selectByEValues, logEValueOf } from './corrections/adjust.ts'
export type { Correction, EValueSelection } from './corrections/adjust.ts'

export { testNonInferiority } from './guardrails/non-inferiority.ts'
export type { NonInferiority, NonInferiorityResult } from './guardrails/non-inferiority.ts'

export { chanceToWinRates } from './bayes/beta-binomial.ts'
export type { RatePrior } from './bayes/beta-binomial.ts'
export { chanceToWin } from './bayes/normal.ts'
export type { EffectPrior, BayesResult } from './bayes/normal.ts'

export type { Effect } from './pooling/effects.ts'
export type {
  HeterogeneitySequential,
  HeterogeneitySequentialSettings,
} from './pooling/heterogeneity-sequential.ts'
export { heterogeneitySequential } from './pooling/heterogeneity-sequential.ts'
export { heterogeneity, poolEffects } from './pooling/random-effects.ts'
export type { Heterogeneity, RandomEffectsResult } from './pooling/random-effects.ts'
export { shrinkEffects } from './pooling/shrinkage.ts'
export type { ShrunkenEffect, ShrinkageResult } from './pooling/shrinkage.ts'

export { kaplanMeier } from './survival/kaplan-meier.ts'
export type {
  SurvivalData,
  TimePoint,
  SurvivalPoint,
  KaplanMeierResult,
} from './survival/kaplan-meier.ts'
export { logRank } from './survival/log-rank.ts'
export type { LogRankResult } from './survival/log-rank.ts'

export { populationStability, categoryDrift } from './drift/categories.ts'
export type { StabilityResult, CategoryDriftResult } from './drift/categories.ts'
export { kolmogorovSmirnov } from './drift/kolmogorov-smirnov.ts'
export type { KolmogorovSmirnovResult } from './drift/kolmogorov-smirnov.ts'

export { effectTrend } from './trend/effect-trend.ts'
export { effectTrendSequential } from './trend/effect-trend-sequential.ts'
export type { SequentialTrendSettings } from './trend/effect-trend-sequential.ts'
export type { TimedEffect, EffectTrendResult } from './trend/effect-trend.ts'

export { testInteraction } from './interactions/interaction.ts'
export type { Overlap } from './interactions/interaction.ts'

export { designPower } from './planning/design.ts'
export type { TestDesign, PowerQuestion, DesignPower } from './planning/design.ts'
export { durationFor } from './planning/duration.ts'
export type { Duration } from './planning/duration.ts'
export { powerOfMeans, powerCurve } from './planning/power.ts'
export type { MeansPlan, PowerPoint } from './planning/power.ts'
export { powerOfRates } from './planning/rates-power.ts'
export type { RatesPlan } from './planning/rates-power.ts'
export {
  sampleSizeOfMeans,
  sampleSizeOfRates,
  minimumDetectableMeans,
  minimumDetectableRates,
} from './planning/sample-size.ts'
export type { SampleSize } from './planning/sample-size.ts'

export { assignBlocked } from './assignment/blocked.ts'
export type { StratifiedUnit } from './assignment/blocked.ts'
export { rankSalts } from './assignment/salts.ts'
export type { CovariateUnit, SaltBalance } from './assignment/salts.ts'

export { createGenerator } from './chance/generator.ts'
export type { Generator } from './chance/generator.ts'

export type { Interval, Side, TestSettings, TestResult } from './tests/result.ts'

export {
  logBinomialDensity,
  binomialLowerTail,
  binomialQuantile,
} from './distributions/binomial.ts'
export { incompleteBeta } from './distributions/incomplete-beta.ts'
export { incompleteGamma } from './distributions/incomplete-gamma.ts'
export type { Tails } from './distributions/incomplete-gamma.ts'
export {
  normalDensity,
  normalUpperTail,
  normalLowerTail,
  normalLogUpperTail,
  normalUpperQuantile,
} from './distributions/normal.ts'
export {
  studentUpperTail,
  studentLogUpperTail,
  studentUpperQuantile,
} from './distributions/student.ts'
