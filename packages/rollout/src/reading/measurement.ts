import type { MetricSummary } from '@sluice/stats'

/** A metric in both variants, or why it could not be had. */
export type MetricReading =
  | { readonly control: MetricSummary; readonly treatment: MetricSummary }
  | { readonly fault: string }

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
