import {
  durationFor,
  meanEstimate,
  mergeCovariateMoments,
  mergeMoments,
  mergeRatioMoments,
  plannedLooks,
  ratioEstimate,
  sampleSizeOfMeans,
  StatsError,
  type ByVariant,
  type MetricSummary,
} from '@sluice/stats'
import { driftOf } from './drift.ts'
import { livedOf, type Lived } from './lived.ts'
import { ALWAYS_OPEN, type OpenTime } from './open-time.ts'
import type { SealedPlan } from './sealed-plan.ts'

const DAY_MS = 86_400_000

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
  /** The same for other times that it could run; more units than the plan reads find no more. */
  readonly curve: readonly { readonly weeks: number; readonly lift: number | null }[]
}

/** Times that somebody may want to choose among. */
const WEEKS = [1, 2, 3, 4, 6, 8, 12]

/** How large an experiment has to be, and how long that takes. */
export interface PlanSize {
  readonly metrics: readonly MetricSize[]
  /** What the most demanding of them takes. */
  readonly units: number | null
  readonly weeks: number | null
  /** Units that come in the planned weeks, early enough to live what decides. */
  readonly reachable: number
  /** What that is; `null` where every unit counts at once, absent in what is older. */
  readonly lived?: Lived | null
  /** When they come; `null` where that is at any time, absent in what is older. */
  readonly open?: OpenTime | null
}

/** Units of all variants that a plan reads at the most, however many come. */
export function mostUnits({ stopping }: Pick<SealedPlan, 'stopping'>): number {
  if (stopping.kind === 'always_valid') return stopping.maximumUnits ?? Infinity
  // The last look is that of the most units, which may be more than those that fractions are of.
  return plannedLooks(stopping).at(-1)?.units ?? Infinity
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

/**
 * Computes how large an experiment has to be, and what it finds in the planned weeks.
 *
 * @param unitsPerDay - that take part and are recorded while the rule is open
 */
export function sizeOf(
  plan: SealedPlan,
  baselines: Readonly<Record<string, Baseline | null>>,
  unitsPerDay: number,
  open: OpenTime | null = null,
): PlanSize {
  const { weeks } = plan
  const { fromMs, toMs } = open ?? ALWAYS_OPEN
  const control = plan.variants.find(({ key }) => key === plan.control)?.share ?? 0
  const treatments = plan.variants.filter(({ key, share }) => key !== plan.control && share > 0)
  const smallest = Math.min(...treatments.map(({ share }) => share))
  const driftOfPair = driftOf(plan)
  // A sequence gets narrower by the units of the two that it compares, and of no others.
  const drift = (units: number): number => driftOfPair(units * (control + smallest))
  const most = mostUnits(plan)
  const lived = livedOf(plan)
  const waitMs = lived?.ms ?? 0
  const unitsIn = (time: number): number => {
    const lastMs = Math.min(7 * DAY_MS * time - waitMs, toMs ?? Infinity)
    return Math.floor((unitsPerDay * Math.max(0, lastMs - fromMs)) / DAY_MS)
  }
  const reachable = unitsIn(weeks)
  const metrics = plan.primary.map(({ key, kind, minimumEffect = null }): MetricSize => {
    const fewest =
      kind === 'rate' ? 0 : Math.ceil(fewestOfPair(plan, smallest / control) / (control + smallest))
    const baseline = baselines[key] ?? null
    const known = { metric: key, baseline, minimumEffect }
    if (baseline === null || baseline.variance === 0 || baseline.mean === 0) {
      return { ...known, units: null, detectableLift: null, curve: [] }
    }
    const size = Math.abs(baseline.mean)
    // Of one unit of all variants together, whichever it is in.
    const noise = Math.sqrt(baseline.variance * (1 / control + 1 / smallest))
    const detectable = (units: number): number | null =>
      units === 0 ? null : orNull(() => (drift(units) * noise) / Math.sqrt(units) / size)
    return {
      ...known,
      units:
        minimumEffect === null
          ? null
          : orNull(() => Math.max(fewest, Math.ceil(unitsFor(size * minimumEffect, noise, drift)))),
      detectableLift: detectable(Math.min(reachable, most)),
      curve: WEEKS.map((time) => ({
        weeks: time,
        lift: detectable(Math.min(unitsIn(time), most)),
      })),
    }
  })
  const needed = metrics.map(({ units }) => units).filter((units) => units !== null)
  const units = needed.length === 0 ? null : Math.max(...needed)
  return {
    metrics,
    units,
    weeks:
      units === null || units > unitsIn(Infinity)
        ? null
        : orNull(() => durationFor(units, { newUnitsPerDay: unitsPerDay }, fromMs + waitMs).weeks),
    reachable,
    lived: lived ?? null,
    open,
  }
}

/** Far more deviations than any effect has: what is left to ask for is what a mean is read from. */
const PLAIN_TO_SEE = 1000

/** The fewest units of a control and a treatment whose means are read at the end of a plan. */
function fewestOfPair({ stopping }: SealedPlan, ratio: number): number {
  const design =
    stopping.kind === 'group_sequential'
      ? { kind: stopping.kind, looks: stopping.fractions.length }
      : stopping.kind === 'always_valid'
        ? { kind: stopping.kind, looks: 1 }
        : { kind: stopping.kind }
  const { control, treatment } = sampleSizeOfMeans(PLAIN_TO_SEE, { variance: 1, ratio, design })
  return control + treatment
}

/** Units at which the drift that is needed is the one that they give; it changes slowly with them. */
function unitsFor(effect: number, noise: number, drift: (units: number) => number): number {
  let units = 1000
  for (let round = 0; round < 100; round++) {
    const next = (drift(units) * noise) ** 2 / effect ** 2
    if (Math.abs(next - units) < 0.5) return next
    units = Math.min(next, 1e13)
  }
  return units
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
