/**
 * Which exposures an analysis looks at.
 *
 * It sees what counts only: no override, no session under a grant, no flag that
 * the environment does not have, no exposure without the unit.
 */
export interface Analysis {
  readonly environment: string
  readonly flag: string
  /** The unit that the rule splits by. Default `targetingKey`. */
  readonly unit?: string
  /** Exposures that happened in `[from, to)`, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Up to when outcomes are known; later ones are left out. Default: all of them. */
  readonly until?: number
  /** Only exposures of this allocation. */
  readonly allocationVersion?: number
  readonly experiment?: string
  /** Only exposures by this rule: who was not drawn by it is not compared. */
  readonly rule?: string
  /** Leaves out units that had an exposure of this flag by this rule, such as those who opted out. */
  readonly withoutRule?: string
  /** Only what was sent by a server: exposures and outcomes alike, so that nobody counts whom only pages tell of. */
  readonly sentBy?: 'server'
  /** Leaves out these units, as `extremes` and `unitValues` tell them. */
  readonly withoutUnits?: readonly string[]
  /** A stored attribute whose value at the first exposure splits the answer. */
  readonly segmentBy?: string
  /** What becomes of a unit that met several variants. Default `exclude`; `first` keeps it with its first. */
  readonly mixed?: 'exclude' | 'first'
}

/** The name of an outcome that stands for crashes of the flag that is analysed. */
export const CRASHES = '$crashes'

/** What is taken of the outcomes of one unit inside its window. */
export interface Measure {
  /** The name of the outcome, or `CRASHES`. */
  readonly outcome: string
  /**
   * How many; the sum of their values; whether there was any; how many have a value; or how many
   * have one above `threshold`.
   */
  readonly take: 'count' | 'sum' | 'any' | 'valued' | 'above'
  /** Needed to take `above`. */
  readonly threshold?: number
}

/**
 * A metric, by the kind of its statistics.
 *
 * - `count`, `sum`, `conversion`: one number for each unit, 0 without an outcome
 * - `mean`: the sum of values over the number of outcomes that have one, as a ratio
 * - `ratio`: one measure over another
 * - `quantile`: of what the values of each unit that has an outcome add up to, or of their mean
 */
export type Metric = MetricBase &
  (
    | { readonly kind: 'count' | 'sum' | 'conversion' | 'mean'; readonly outcome: string }
    | { readonly kind: 'ratio'; readonly numerator: Measure; readonly denominator: Measure }
    | {
        readonly kind: 'quantile'
        readonly outcome: string
        /** In `(0, 1)`. */
        readonly probability: number
        /** What is taken of a unit's values; of `mean`, units without one are left out. Default `sum`. */
        readonly each?: 'sum' | 'mean'
        /** Which order statistics to tell for a sample of `n`, from 1; those of an interval. */
        readonly ranks?: (n: number) => readonly number[]
      }
  )

interface MetricBase {
  /** Names it in the answer. */
  readonly name: string
  /** Outcomes in `[first exposure, first exposure + windowMs)`. Default: without end. */
  readonly windowMs?: number
  /** Outcomes from so long after the first exposure on. Default 0. Not for quantiles. */
  readonly fromMs?: number
  /** What a unit adds is moved into these bounds; `lower` is 0 or less and `upper` 0 or more, as a unit without an outcome adds 0. */
  readonly bounds?: { readonly lower?: number; readonly upper?: number }
  /** Leaves out units whose window is not over at `until`. Needs both. */
  readonly completeOnly?: boolean
  /** Also takes what happened in `[first exposure - covariateMs, first exposure)`, as a covariate. Not for quantiles. */
  readonly covariateMs?: number
}

/**
 * By what else than the variant units are told apart: the UTC day of their first exposure, a stored
 * attribute, or the variant that they have met in another experiment, if in one alone.
 */
export type Grouping = 'day' | { readonly attribute: string } | OtherExperiment

/** Another experiment that units may be in as well. */
export interface OtherExperiment {
  readonly experiment: string
  readonly flag: string
  /** What of it happened from then on counts, epoch milliseconds. */
  readonly since: number
}

/** Which exposures to count. */
export interface ExposureCountsQuestion {
  readonly environment: string
  readonly flag?: string
  readonly from: number
  readonly to: number
  /** Width of a time bucket, from 1 s. Default: one bucket. */
  readonly bucketMs?: number
  /** A stored attribute. */
  readonly segmentBy?: string
}

/** How long until an outcome. */
export interface TimeToOutcome {
  readonly outcome: string
  /** Units without an outcome by then are censored there. */
  readonly horizonMs: number
  /** Times are rounded down to this. Default 60 000. */
  readonly resolutionMs?: number
}

/** Of which exposures loss is told. */
export interface LossQuestion {
  readonly environment: string
  readonly flag: string
  /** Whoever has several sessions counts with one of them. Default `targetingKey`. */
  readonly unit?: string
  readonly from: number
  readonly to: number
  /** Looks at one in so many sessions, always the same ones; of a million, a tenth tells as much. Default 1. */
  readonly oneIn?: number
}

/** Which flags are still read. */
export interface UsageQuestion {
  readonly environment: string
  readonly flag?: string
  readonly from?: number
}

/** Which events to list. */
export interface RecentQuestion {
  readonly environment: string
  readonly type?: 'exposure' | 'outcome' | 'crash' | 'usage' | 'dropped'
  readonly flag?: string
  /** Up to 1 000. Default 100. */
  readonly limit?: number
}

/** Which units to tell of a metric. */
export interface ExtremesQuestion {
  /** Windows and bounds hold; no quantile. Covariates and `completeOnly` are left out. */
  readonly metric: Metric
  /** How many of each variant, up to 1 000. */
  readonly most: number
  /** Those that add most, or those that take away most; who adds nothing is no extreme. */
  readonly end: 'highest' | 'lowest'
  /** Of ratios: how much of the numerator is nothing special for each of the denominator. Default 0. */
  readonly expected?: number
  /** Only who was first seen from then on, epoch milliseconds. */
  readonly since?: number
}

/** Which outcomes came in. */
export interface OutcomesQuestion {
  readonly environment: string
  readonly from: number
  readonly to: number
  /** Only those that servers sent. */
  readonly sentBy?: 'server'
  /** Only those that say of which such unit they are. */
  readonly unit?: string
}

/** Who was there. */
export interface ActivityQuestion {
  readonly environment: string
  /** The unit that is counted. */
  readonly unit: string
  readonly flag: string
  readonly from: number
  readonly to: number
  /** Only by what servers sent. */
  readonly sentBy?: 'server'
}

/** What is asked of units one by one. */
export interface UnitValuesQuestion {
  readonly environment: string
  readonly unit: string
  readonly from: number
  readonly to: number
  /** Over all of the time; windows and covariates of their own are left out, and quantiles too. */
  readonly metrics: readonly Metric[]
  /** Stored attributes. */
  readonly attributes: readonly string[]
  readonly limit: number
}
