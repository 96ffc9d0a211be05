/** Which way a metric is better. */
export type Direction = 'higher_is_better' | 'lower_is_better'

/** What a metric measures of each unit. */
export type MetricKind = 'mean' | 'rate' | 'ratio'

/** A metric that the plan names, before any data is seen. */
export interface MetricPlan {
  /** Name of the metric in the data. */
  readonly key: string
  readonly kind: MetricKind
  readonly direction: Direction
}

/** A variant with the share of units that the allocation plans for it. */
export interface VariantPlan {
  readonly key: string
  /** In [0, 1]; all shares sum to 1. */
  readonly share: number
}

/** What is going to be measured and how it is going to be decided, written down before the start. */
export interface AnalysisPlan {
  readonly experiment: string
  /** What is believed to happen, and why, in a sentence. */
  readonly hypothesis: string
  /** Key of the variant that the others are compared with. */
  readonly control: string
  readonly variants: readonly VariantPlan[]
  readonly primary: readonly MetricPlan[]
  /** Default 0.05. */
  readonly alpha?: number
}
