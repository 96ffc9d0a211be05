import type { JsonValue } from './json.ts'
import type { ErrorCode, Reason } from './reasons.ts'

/** Facts that travel with a value: OFREP's flag metadata. Absent keys mean the default. */
export interface EvaluationMetadata {
  readonly version?: number
  readonly allocationVersion?: number
  /** The rule that decided; `holdout:<name>` or `prerequisite:<flag>` when one of these did. */
  readonly ruleId?: string
  readonly stability?: string
  readonly exposure?: string
  readonly sampleBps?: number
  /** The unit of which `sampleBps` are sent: what the rule splits by. Absent: the targeting key. */
  readonly sampleBy?: string
  readonly experiment?: string
  readonly overridable?: boolean
  readonly override?: boolean
  /** The value goes through every stability contract and every cache. */
  readonly pierce?: boolean
  readonly [name: string]: string | number | boolean | undefined
}

/** The answer for one flag and one context, when a value was found. */
export interface Resolved<T = JsonValue> {
  readonly key: string
  readonly value: T
  readonly variant: string
  readonly reason: Reason
  readonly metadata: EvaluationMetadata
}

/** The answer for one flag and one context, when evaluation could not decide. */
export interface Unresolved {
  readonly key: string
  readonly reason: 'ERROR'
  readonly errorCode: ErrorCode
  readonly errorMessage: string
  readonly metadata: EvaluationMetadata
}

/** The answer of `evaluate`. Shared and frozen: the same outcome is the same object. */
export type Evaluation = Resolved | Unresolved

/** What a read in an application gives: the value, or the caller's default with the reason why. */
export interface EvaluationDetails<T = JsonValue> {
  readonly key: string
  readonly value: T
  readonly variant?: string
  readonly reason: Reason
  readonly errorCode?: ErrorCode
  readonly errorMessage?: string
  readonly metadata: EvaluationMetadata
}
