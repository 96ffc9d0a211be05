import type { Evaluation } from './evaluation.ts'
import type { Operator, Window } from './ruleset.ts'

/** The outcome of a condition, as a word: JSON has no third truth value. */
export type ConditionOutcome = 'true' | 'false' | 'unknown'

/** What one condition saw. Every part is tried, also those that no longer matter. */
export type ConditionTrace =
  | {
      readonly kind: 'all' | 'any'
      readonly outcome: ConditionOutcome
      readonly conditions: readonly ConditionTrace[]
    }
  | {
      readonly kind: 'not'
      readonly outcome: ConditionOutcome
      readonly condition: ConditionTrace
    }
  | {
      readonly kind: 'segment'
      readonly outcome: ConditionOutcome
      readonly segment: string
      /** Absent when there is no such segment, or it contains itself. */
      readonly condition?: ConditionTrace
    }
  | {
      readonly kind: 'attribute'
      readonly outcome: ConditionOutcome
      readonly attribute: string
      readonly op: Operator
      readonly values?: readonly (string | number | boolean)[]
      /** The attribute as the context has it; absent when it is missing. */
      readonly seen?: unknown
    }

/** Where a unit is in a bucket space. */
export interface BucketTrace {
  /** Integer in `[0, 2^32)`. */
  readonly bucket: number
  /** The same as a share, in `[0, 10_000)`; cut to two decimals. */
  readonly bucketBps: number
}

/** Whether the unit is in the rule's slot `[fromBps, toBps)` of its layer. */
export interface LayerTrace extends BucketTrace {
  readonly name: string
  readonly fromBps: number
  readonly toBps: number
  readonly inside: boolean
}

/** Whether the unit is kept back: its bucket is under `shareBps`. */
export interface HoldoutTrace extends BucketTrace {
  readonly name: string
  readonly shareBps: number
  readonly heldOut: boolean
}

/** The home of one variant, `[fromBps, toBps)`, served up to `coveredToBps`. */
export interface RangeTrace {
  readonly variant: string
  readonly fromBps: number
  readonly coveredToBps: number
  readonly toBps: number
}

/** Where a split puts the unit. */
export interface SplitTrace {
  readonly by: string
  /** Absent when the context has no unit; then nothing else is known either. */
  readonly unit?: string
  readonly layer?: LayerTrace
  readonly holdout?: HoldoutTrace
  readonly coverageBps: number
  /** The unit's bucket in the split itself, also when layer or holdout kept it out. */
  readonly bucket?: BucketTrace
  readonly ranges: readonly RangeTrace[]
  /** The variant whose home the bucket is in, covered or not. */
  readonly home?: string
  readonly covered?: boolean
}

/** Why a rule has its status. */
export type RuleBecause =
  | 'served'
  | 'held-out'
  | 'opted-out'
  | 'condition'
  | 'window'
  | 'unit-missing'
  | 'layer'
  | 'coverage'
  | 'not-reached'
  | 'reference-missing'

/** What one rule did. */
export interface RuleTrace {
  readonly id: string
  /**
   * `passed`: it decided. `failed`: it does not include the unit. `unknown`: its condition
   * is unknown, or it needs a targeting key and has none. `skipped`: an earlier one decided.
   */
  readonly status: 'passed' | 'failed' | 'unknown' | 'skipped'
  readonly because: RuleBecause
  readonly window?: Window & { readonly open: boolean }
  readonly when?: ConditionTrace
  readonly split?: SplitTrace
  /** The variant served, when the rule decided. */
  readonly variant?: string
}

/** What one prerequisite served. */
export interface PrerequisiteTrace {
  readonly flag: string
  /** One of these is required. */
  readonly variants: readonly string[]
  readonly met: boolean
  readonly evaluation: Evaluation
}

/** What decided. */
export type Decision =
  | { readonly by: 'not-found'; readonly archived: boolean }
  | { readonly by: 'off' }
  | { readonly by: 'prerequisite'; readonly flag: string }
  | {
      readonly by: 'rule' | 'holdout' | 'opt-out'
      readonly ruleId: string
      readonly variant: string
    }
  | { readonly by: 'default' }
  | { readonly by: 'error' }

/** The trace of one evaluation. */
export interface Explanation {
  readonly key: string
  /** Version of the ruleset that was evaluated. */
  readonly version: number
  /** The time it was evaluated for, epoch milliseconds. */
  readonly at: number
  /** The same as `evaluate` gives. */
  readonly evaluation: Evaluation
  readonly decision: Decision
  /** In the order of the flag; empty when it is off. */
  readonly prerequisites: readonly PrerequisiteTrace[]
  /** In the order of the flag; all are skipped when off or a prerequisite decided. */
  readonly rules: readonly RuleTrace[]
}
