import type { Correction } from '../corrections/adjust.ts'
import type { Spending } from '../sequential/spending.ts'

/** Which way a metric is better. */
export type Direction = 'higher_is_better' | 'lower_is_better'

/**
 * What a metric measures of each unit. A `mean` whose values are all 0 or 1 is read as a `rate`; see
 * `MetricSummary`.
 */
export type MetricKind = 'mean' | 'rate' | 'ratio'

/** Which test compares a metric. */
export type MetricTest =
  /** Welch's for means and ratios, the score test for rates and means of zeros and ones; a covariate is left alone. */
  | 'unadjusted'
  /** Welch's on means or ratios adjusted by the covariate that the data has. */
  | 'cuped'
  /** Exact on counts of events at every look, for rates of an always-valid plan, or guardrails. */
  | 'event_counts'

/** A metric that the plan names, before any data is seen. */
export interface MetricPlan {
  /** Name of the metric in the data. */
  readonly key: string
  readonly kind: MetricKind
  readonly direction: Direction
  /**
   * Default: as the data has it, adjusted where there is a covariate. The analysis then names
   * what the data has decided among the plan's changes, so better write it down.
   */
  readonly test?: MetricTest
  /** Smallest lift that matters, above 0, such as 0.02; for planning and for the reader. */
  readonly minimumEffect?: number
}

/**
 * A metric that must not get worse; it can stop an experiment.
 *
 * Each is tested at its own alpha, and none is corrected for how many there are: all have to be
 * within their margins, which no correction is needed for, but of ten with a margin of 0 one is
 * called harmed in more than a third of all experiments without any effect. Give margins that
 * matter, and a smaller alpha to many.
 */
export interface GuardrailPlan extends MetricPlan {
  /** How much worse is accepted, as a lift, from 0 on: 0.01 accepts to be 1 % worse. */
  readonly margin: number
  /** One-sided; default 0.05. */
  readonly alpha?: number
  /**
   * Whether its rates are of something else than units, such as of requests: then there may be
   * more of them than units, and health does not ask whether they divide as planned or whom they
   * leave out. They are read as if each were independent. Default false.
   */
  readonly isOutside?: boolean
}

/** A variant with the share of units that the allocation plans for it. */
export interface VariantPlan {
  readonly key: string
  /** In [0, 1]; all shares sum to 1. */
  readonly share: number
}

/**
 * When the data may be read, and when it ends. Units are those of all variants together; where the
 * data tells who has `lived` the metrics that decide, they alone count.
 */
export type StoppingRule =
  /** Read once, when `units` are there, and not before it has run for `notBeforeMs`. */
  | { readonly kind: 'fixed'; readonly units: number; readonly notBeforeMs?: number }
  /** Read when each fraction of `units` is there. */
  | {
      readonly kind: 'group_sequential'
      readonly units: number
      readonly fractions: readonly number[]
      readonly spending?: Spending
    }
  /** Read at any time; ends at `maximumUnits`, or when somebody has seen enough. */
  | { readonly kind: 'always_valid'; readonly tunedFor?: number; readonly maximumUnits?: number }

/** What is going to be measured and how it is going to be decided, written down before the start. */
export interface AnalysisPlan {
  readonly experiment: string
  /** What is believed to happen, and why, in a sentence. */
  readonly hypothesis: string
  /** Key of the variant that the others are compared with. */
  readonly control: string
  readonly variants: readonly VariantPlan[]
  /** One or more; what the verdict is about. */
  readonly primary: readonly MetricPlan[]
  readonly guardrails?: readonly GuardrailPlan[]
  /** To learn from, never decided by. */
  readonly secondary?: readonly MetricPlan[]
  /** False alarms over all primary comparisons; default 0.05. */
  readonly alpha?: number
  /** Of the planned units, for the reader; default 0.8. */
  readonly power?: number
  /** Over primary metrics and treatments; default `holm`. */
  readonly correction?: Correction
  readonly stopping: StoppingRule
  /** Attributes by which the primary metrics are split. */
  readonly segments?: readonly string[]
  /** Who is left out, in words. */
  readonly exclusions?: readonly string[]
}
