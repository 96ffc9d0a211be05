import type { CovariateMoments } from '../covariates/covariate.ts'
import type { RatioCovariateMoments } from '../covariates/cuped-ratio.ts'
import type { Moments } from '../moments/moments.ts'
import type { Rate } from '../rates/rate.ts'
import type { RatioMoments } from '../ratios/ratio.ts'
import type { AnalysisPlan } from './plan.ts'

/**
 * What is known of one metric in one variant. With a covariate it is adjusted by it; a rate with
 * a covariate is the mean of zeros and ones.
 *
 * A mean of zeros and ones, which its variance tells, is read as the rate that it is: by the score
 * test, or exactly where few events are expected. In another unit, such as zeros and hundreds, it
 * is a mean, and Welch's test may say otherwise where few did it.
 */
export type MetricSummary =
  | ({ readonly kind: 'mean' } & (Moments | CovariateMoments))
  | ({ readonly kind: 'rate' } & Rate)
  | ({ readonly kind: 'ratio' } & (RatioMoments | RatioCovariateMoments))

/** Something by the key of a variant. */
export type ByVariant<T> = Readonly<Record<string, T>>

/** Summaries of metrics: metric → variant → summary. */
export type MetricTable = Readonly<Record<string, ByVariant<MetricSummary>>>

/** The units first exposed on one day, with everything they have done so far. */
export interface Day {
  /** Such as `2026-11-26`. */
  readonly day: string
  readonly units: ByVariant<number>
  readonly metrics?: MetricTable
}

/** One value of a segment, such as `DE` of `country`. */
export interface SegmentValue {
  readonly value: string
  readonly units: ByVariant<number>
  readonly metrics: MetricTable
}

/** Something that happened outside, such as a sale or an outage. */
export interface Annotation {
  readonly day: string
  readonly title: string
}

/** A look that was taken when its units were there, with what was measured then. */
export interface TakenLook {
  /**
   * Which of the planned looks, from 0 on; a fixed plan has look 0 alone. Of a plan that may be read
   * at any time, a number that rises.
   */
  readonly look: number
  /** Up to when it was measured, epoch milliseconds. */
  readonly at: number
  readonly data: Omit<
    AnalysisData,
    'look' | 'looks' | 'isOver' | 'unitsMayLeave' | 'at' | 'registeredPlan' | 'annotations'
  >
}

/** What was measured so far. */
export interface AnalysisData {
  /** Exposed units. */
  readonly units: ByVariant<number>
  /** Units that were assigned, where that is known: exposure may lose some. */
  readonly assigned?: ByVariant<number>
  /** Units that are left for the analysis, where that is known: log processing may lose some. */
  readonly analysed?: ByVariant<number>
  /**
   * Exposed units that have lived the slowest metric that decides: who came today cannot have come
   * back a week later. Where it is given, the stopping rule counts them in place of all.
   */
  readonly lived?: ByVariant<number>
  /** Units that were exposed to more than one variant; they are in none of the other counts. */
  readonly unitsInSeveralVariants?: number
  readonly metrics: MetricTable
  /** Units without a value: metric → variant → units. */
  readonly missing?: Readonly<Record<string, ByVariant<number>>>
  /** How long it has run, in milliseconds; needed for the first day, and for whole weeks. */
  readonly ranMs?: number
  /** Rising; needed for looks at the split, for the time series and for whole weeks. */
  readonly days?: readonly Day[]
  /**
   * Days on which somebody should have met every variant that has a share, and nobody met one of
   * them; rising. Whoever knows when it ran, and how many come, knows them.
   */
  readonly emptyDays?: readonly string[]
  readonly segments?: Readonly<Record<string, readonly SegmentValue[]>>
  readonly annotations?: readonly Annotation[]
  /** Which look of a group-sequential plan this is, from 0 on; default the last that the units reach. */
  readonly look?: number
  /**
   * The planned looks that were taken so far, in their order. A fixed or a group-sequential plan
   * is then tested at them alone: before the first there are no differences to read, but for
   * guardrails, and what was measured since is told without a test, however often it is read.
   * Without this, the data is one look, taken now, and reading again is another one.
   *
   * Of a plan that may be read at any time, they are what was read before now: p is then the
   * smallest, and the interval what all of them have in common, so that what was ruled out stays
   * ruled out. Without this, earlier days are what `days` say of them now, and where a metric goes
   * on after somebody's first day that is not what was read then.
   */
  readonly looks?: readonly TakenLook[]
  /**
   * True where units that a look has counted may be taken out later, such as those of people who
   * asked to be erased; for `looks`. Otherwise a look with more units than came after it, or than
   * are there by now, is refused. Those in several variants need no word: their number tells.
   */
  readonly unitsMayLeave?: boolean
  /**
   * True where it has ended, so that no planned look comes any more; for `looks`. Of a plan that may
   * be read at any time: that its time is over, so that what is undecided stays so.
   */
  readonly isOver?: boolean
  /** Up to when it was measured, epoch milliseconds, where this is a planned look that was taken in time. */
  readonly at?: number
  /** The plan as it was registered before the start, to tell what was changed since. */
  readonly registeredPlan?: AnalysisPlan
}
