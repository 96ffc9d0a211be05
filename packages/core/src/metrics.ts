/** Which way a metric is better. */
export type MetricDirection = 'higher_is_better' | 'lower_is_better'

/** What a page can measure of itself; recorded by `@sluice/client/vitals`. */
export const VITALS = [
  'lcp',
  'inp',
  'cls',
  'long_task',
  // what a gate did to the page: content that it moved, and a value that changed after it was drawn
  'gate_shift',
  'late_value',
] as const

/** The name of a web vital. */
export type Vital = (typeof VITALS)[number]

/** The name of the outcome that a vital is tracked as; what a gate did has the key of its flag in it. */
export function vitalOutcome(vital: Vital, flag = ''): string {
  const isOfGate = vital === 'gate_shift' || vital === 'late_value'
  return isOfGate ? `web-vital.${vital}.${flag}` : `web-vital.${vital}`
}

/** What happened to a unit, as events tell it: a tracked outcome, a web vital, or crashes of the flag's own treatment. */
export type MetricSource =
  | { readonly outcome: string; readonly vital?: undefined; readonly crashes?: undefined }
  | { readonly vital: Vital; readonly outcome?: undefined; readonly crashes?: undefined }
  | { readonly crashes: true; readonly outcome?: undefined; readonly vital?: undefined }

/** What is taken of what happened to one unit: how much, how often, or whether at all. */
export type MetricMeasure = MetricSource & { readonly take: 'count' | 'sum' | 'any' }

/** Bounds of what one unit adds; what lies outside is moved to them. */
export interface Winsorize {
  readonly lower?: number
  readonly upper?: number
}

/** What every metric has. */
export interface MetricBase {
  readonly title?: string
  readonly description?: string
  readonly owner?: string
  readonly direction: MetricDirection
  /** What the numbers are in, such as `ms` or `EUR`. */
  readonly unit?: string
  /** The smallest lift that matters, above 0; for planning and for the reader. */
  readonly minimumEffect?: number
  /** How much worse is accepted where it is a guardrail, as a lift from 0 on. */
  readonly margin?: number
}

/** Whose word counts. */
export interface MetricTrust {
  /**
   * Counts only people and events that came with a server key. The key of a page is public, so
   * that whoever has it can make up both.
   */
  readonly sentBy?: 'server'
}

/** When what happened counts: from the first exposure on. */
export interface MetricWindow {
  /** What happened within so long of the first exposure; without end unless given. */
  readonly windowMs?: number
  /** Leaves out units whose window is not over. */
  readonly completeOnly?: boolean
}

/** What takes noise out of a metric. */
export interface MetricNoise {
  /** Takes what a unit did for so long before its first exposure as a covariate. */
  readonly covariateMs?: number
}

/** One number for each unit: whether, how often, or how much. */
export type UnitMetric = MetricBase &
  MetricTrust &
  MetricWindow &
  MetricNoise &
  MetricSource &
  (
    | { readonly kind: 'conversion' }
    | { readonly kind: 'count' | 'sum'; readonly winsorize?: Winsorize }
  )

/** A mean over events, as a ratio of sums: units stay what is compared. */
export type EventMetric = MetricBase &
  MetricTrust &
  MetricWindow &
  MetricNoise &
  MetricSource &
  (
    | { readonly kind: 'mean' }
    /** The share of events whose value lies above the threshold. */
    | { readonly kind: 'share_above'; readonly threshold: number }
  )

/** One measure over another. */
export type RatioMetric = MetricBase &
  MetricTrust &
  MetricWindow &
  MetricNoise & {
    readonly kind: 'ratio'
    readonly numerator: MetricMeasure
    readonly denominator: MetricMeasure
  }

/** A quantile over the units that something happened to: of their sums, of a vital of their means. */
export type QuantileMetric = MetricBase &
  MetricTrust &
  MetricWindow &
  MetricSource & {
    readonly kind: 'quantile'
    /** In `(0, 1)`. */
    readonly probability: number
  }

/** Whether a unit came back, in `[fromMs, toMs)` after its first exposure; of units that have lived it. */
export type RetentionMetric = MetricBase &
  MetricTrust &
  MetricSource & {
    readonly kind: 'retention'
    readonly fromMs: number
    readonly toMs: number
  }

/** How long it took; units without an outcome by the horizon are censored. */
export type TimeMetric = MetricBase &
  MetricTrust &
  MetricSource & { readonly kind: 'time_to_event'; readonly horizonMs: number }

/** What a Prometheus says of each variant: something from outside, not of units. */
export type PrometheusMetric = MetricBase & {
  readonly kind: 'prometheus'
  /** Address of the server; the service has to allow it. */
  readonly url: string
  /** PromQL with one number as its answer; `$variant`, `$flag` and `$range` are filled in. */
  readonly query: string
  /** How many there were, of which `query` counts some: makes it a rate that can be tested. */
  readonly total?: string
}

/** What is measured, and how it is read. */
export type Metric =
  | UnitMetric
  | EventMetric
  | RatioMetric
  | QuantileMetric
  | RetentionMetric
  | TimeMetric
  | PrometheusMetric

/** The kind of a metric. */
export type MetricKind = Metric['kind']
