import type { MetricSummary } from '@sluice/stats'

/** A metric in both variants, or why it could not be had. */
export type MetricReading = MeasuredMetric | MetricFault

/** Why a metric could not be had. */
export interface MetricFault {
  readonly fault: string
  /** It does not end by itself, as silence may: somebody has to do something. */
  readonly isLasting?: true | undefined
}

/** A metric in both variants. */
export interface MeasuredMetric {
  readonly control: MetricSummary
  readonly treatment: MetricSummary
  /**
   * It counts other people than the units of the measurement, such as those alone whom servers
   * sent: whether they divide as planned is watched apart, and what makes the rest suspect is
   * none of theirs.
   */
  readonly isApart?: true | undefined
  /**
   * The same without a handful that moves it most: towards a harm where it shows one, and away from
   * one where it shows none. What it shows has to show in this too.
   */
  readonly without?:
    | {
        /** How many of the handful are left out. */
        readonly units: number
        readonly control: MetricSummary
        readonly treatment: MetricSummary
      }
    | undefined
}

/** What was measured of a step, cumulative since its allocation began. */
export interface Measurement {
  /** The exposures that were looked at happened in `[from, to)`, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** The ruleset version whose allocation they belong to. */
  readonly rulesetVersion: number
  /** Exposed units; while a rollback is verified, who was seen since, with the treatment and without. */
  readonly units: {
    readonly control: number
    readonly treatment: number
    /** Units that met both, and are in neither; 0 unless given. */
    readonly mixed?: number | undefined
  }
  readonly metrics: Readonly<Record<string, MetricReading>>
  /** Nobody and nothing is counted but what servers sent; for whoever reads it. */
  readonly sentBy?: 'server' | undefined
  /** What was asked, so that somebody can ask it again. */
  readonly query?: string | undefined
  /** Why the data may not be believed, such as a flood of events from one key. */
  readonly suspect?: string | undefined
}

/** A measurement that could not be made. */
export interface NoMeasurement {
  /** Why, in a sentence. */
  readonly fault: string
}
