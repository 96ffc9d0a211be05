import {
  durationFor,
  meanEstimate,
  mergeCovariateMoments,
  mergeMoments,
  mergeRatioMoments,
  minimumDetectableMeans,
  ratioEstimate,
  sampleSizeOfMeans,
  StatsError,
  type ByVariant,
  type MetricSummary,
  type TestDesign,
} from '@sluice/stats'
import type { SealedPlan } from './sealed-plan.ts'

/** What is known of a metric before the start, of a unit. */
export interface Baseline {
  readonly mean: number
  /** Of one unit. */
  readonly variance: number
  readonly units: number
}

/** How large an experiment has to be for one primary metric. */
export interface MetricSize {
  readonly metric: string
  readonly baseline: Baseline | null
  /** The smallest lift that matters. */
  readonly minimumEffect: number | null
  /** Units of all variants that find it with the power of the plan. */
  readonly units: number | null
  /** The smallest lift that the planned weeks would find. */
  readonly detectableLift: number | null
}

/** How large an experiment has to be, and how long that takes. */
export interface PlanSize {
  readonly metrics: readonly MetricSize[]
  /** What the most demanding of them takes. */
  readonly units: number | null
  readonly weeks: number | null
  /** Units that come in the planned weeks. */
  readonly reachable: number
}

/** All variants of before as one sample: nobody was treated yet. */
export function baselineOf(summaries: ByVariant<MetricSummary>): Baseline | null {
  const all = Object.values(summaries)
  if (all.length === 0) return null
  try {
    const found = estimateOf(all)
    const variance = found.squaredError * found.n
    return { mean: found.mean, variance, units: found.n }
  } catch (error) {
    if (error instanceof StatsError) return null
    throw error
  }
}

function estimateOf(all: readonly MetricSummary[]): {
  readonly mean: number
  readonly squaredError: number
  readonly n: number
} {
  const rates = all.filter((summary) => summary.kind === 'rate')
  if (rates.length > 0) {
    const n = rates.reduce((sum, rate) => sum + rate.n, 0)
    const mean = rates.reduce((sum, rate) => sum + rate.successes, 0) / n
    return { mean, squaredError: (mean * (1 - mean)) / n, n }
  }
  const ratios = all.filter((summary) => summary.kind === 'ratio')
  if (ratios.length > 0) return ratioEstimate(mergeRatioMoments(ratios))
  const means = all.filter((summary) => summary.kind === 'mean')
  const covaried = means.filter((mean) => 'covariate' in mean)
  if (covaried.length < means.length) return meanEstimate(mergeMoments(means))
  // What a covariate explains is noise no more.
  const { covariance, covariate, ...moments } = mergeCovariateMoments(covaried)
  const explained = covariate.variance > 0 ? (covariance * covariance) / covariate.variance : 0
  return meanEstimate({ ...moments, variance: Math.max(0, moments.variance - explained) })
}

/** Computes how large an experiment has to be, and what it finds in the planned weeks. */
export function sizeOf(
  plan: SealedPlan,
  baselines: Readonly<Record<string, Baseline | null>>,
  unitsPerDay: number,
): PlanSize {
  const { weeks, power = 0.8 } = plan
  const control = plan.variants.find(({ key }) => key === plan.control)?.share ?? 0
  const treatments = plan.variants.filter(({ key, share }) => key !== plan.control && share > 0)
  const smallest = Math.min(...treatments.map(({ share }) => share))
  const comparisons = plan.primary.length * treatments.length
  const alpha = (plan.alpha ?? 0.05) / Math.max(1, plan.correction === 'none' ? 1 : comparisons)
  const ratio = smallest / control
  const design = designOf(plan)
  const planned =
    plan.stopping.kind === 'always_valid' ? plan.stopping.maximumUnits : plan.stopping.units
  const reachable = Math.floor(unitsPerDay * 7 * weeks)
  const metrics = plan.primary.map(({ key, minimumEffect = null }): MetricSize => {
    const baseline = baselines[key] ?? null
    const known = { metric: key, baseline, minimumEffect }
    if (baseline === null || baseline.variance === 0 || baseline.mean === 0) {
      return { ...known, units: null, detectableLift: null }
    }
    const settings = { variance: baseline.variance, ratio, alpha, power, design }
    const size = Math.abs(baseline.mean)
    return {
      ...known,
      units:
        minimumEffect === null
          ? null
          : orNull(() => Math.ceil(sampleSizeOfMeans(size * minimumEffect, settings).n / control)),
      detectableLift: orNull(
        () =>
          minimumDetectableMeans(Math.min(reachable, planned ?? Infinity) * control, settings) /
          size,
      ),
    }
  })
  const needed = metrics.map(({ units }) => units).filter((units) => units !== null)
  const units = needed.length === 0 ? null : Math.max(...needed)
  return {
    metrics,
    units,
    weeks:
      units === null
        ? null
        : orNull(() => durationFor(units, { newUnitsPerDay: unitsPerDay }).weeks),
    reachable,
  }
}

function designOf({ stopping, weeks }: SealedPlan): TestDesign {
  switch (stopping.kind) {
    case 'fixed':
      return { kind: 'fixed' }
    case 'group_sequential':
      return { kind: 'group_sequential', looks: stopping.fractions.length }
    case 'always_valid':
      return {
        kind: 'always_valid',
        // Once a day, as long as that is few enough to compute.
        looks: Math.min(28, weeks * 7),
        ...(stopping.tunedFor !== undefined && { tunedFor: stopping.tunedFor }),
      }
  }
}

function orNull(compute: () => number): number | null {
  try {
    const found = compute()
    return Number.isFinite(found) ? found : null
  } catch (error) {
    if (error instanceof StatsError) return null
    throw error
  }
}
