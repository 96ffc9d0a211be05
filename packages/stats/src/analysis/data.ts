import type { Moments } from '../moments/moments.ts'
import type { Rate } from '../rates/rate.ts'

/** What is known of one metric in one variant. */
export type MetricSummary =
  | ({ readonly kind: 'mean' } & Moments)
  | ({ readonly kind: 'rate' } & Rate)

/** Something by the key of a variant. */
export type ByVariant<T> = Readonly<Record<string, T>>

/** What was measured so far. */
export interface AnalysisData {
  /** Exposed units. */
  readonly units: ByVariant<number>
  /** Metric → variant → summary. */
  readonly metrics: Readonly<Record<string, ByVariant<MetricSummary>>>
}
