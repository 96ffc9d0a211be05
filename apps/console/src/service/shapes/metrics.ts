import type { Comparison } from '@sluice/stats'

/** A metric as it was sealed. */
export interface MetricDefinition {
  readonly title?: string
  readonly kind: string
  readonly unit?: string
  readonly direction: 'higher_is_better' | 'lower_is_better'
  readonly minimumEffect?: number
  readonly winsorize?: { readonly upper?: number }
  /** Of times: until when one waits. */
  readonly horizonMs?: number
  /** Only people and events that servers sent are counted. */
  readonly sentBy?: 'server'
}

/** What is shown of a metric that the plan does not define. */
export const UNDEFINED_METRIC: MetricDefinition = { kind: 'mean', direction: 'higher_is_better' }

/** One metric in numbers. */
export interface Figures {
  readonly metric: string
  readonly role: 'primary' | 'guardrail' | 'secondary'
  readonly variants: readonly {
    readonly variant: string
    readonly n: number
    readonly value: number | null
    /** Missing where nothing is divided, such as in a quantile. */
    readonly numerator?: number
    readonly denominator?: number
  }[]
}

/** A treatment less the control on one day. */
export interface DatedDifference {
  readonly day: string | number
  readonly units: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** The share that had not got there after a time. */
export interface SurvivalStep {
  readonly timeMs: number
  readonly survival: number
  /** Absent once nobody is left. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** A metric that is read apart: a quantile, a time, or one from outside. */
export interface Apart {
  readonly metric: string
  readonly kind: string
  readonly role: 'secondary'
  readonly values: Readonly<
    Record<
      string,
      {
        readonly value?: number
        readonly n?: number
        readonly medianMs?: number | null
        /** Of times: for how long somebody of every variant was there; the horizon where it is absent. */
        readonly untilMs?: number
        /** The share that got there by then; absent from what an earlier release froze. */
        readonly reached?: number
        /** The mean until then; absent in the same cases. */
        readonly meanMs?: number
        readonly curve?: readonly SurvivalStep[]
      }
    >
  >
  readonly comparisons: readonly ({ readonly treatment: string } & (
    | { readonly refused: string; readonly message: string }
    | {
        readonly difference?: Comparison['difference']
        readonly lift?: Comparison['difference']
        readonly logRank?: { readonly p: number }
      }
  ))[]
  readonly failed?: string
}
