import type { Evaluation, EvaluationDetails, EvaluationMetadata, Unresolved } from './evaluation.ts'
import type { JsonValue } from './json.ts'
import type { ErrorCode, Reason } from './reasons.ts'

/** What `toDetails` reads: an evaluation, or a flag as it came over the wire. */
export interface DetailsSource {
  readonly key: string
  /** Absent: the caller's default is the value. */
  readonly value?: JsonValue
  readonly variant?: string
  readonly reason: Reason
  readonly errorCode?: ErrorCode
  readonly errorMessage?: string
  readonly metadata: EvaluationMetadata
}

/** Tells whether evaluation could not decide, so that there is no value. */
export function isUnresolved(evaluation: Evaluation): evaluation is Unresolved {
  return 'errorCode' in evaluation
}

/**
 * Turns an evaluation into what a read in an application gives.
 *
 * Without a value the default is served with the reason and error of the
 * evaluation; so is it, with `TYPE_MISMATCH`, when the value is of another type
 * than the default; a list is of another type than an object. A default of `null`
 * takes a value of any type.
 *
 * @returns `evaluation` itself where its value is served
 */
export function toDetails(
  evaluation: DetailsSource,
  defaultValue: boolean,
): EvaluationDetails<boolean>
export function toDetails(
  evaluation: DetailsSource,
  defaultValue: string,
): EvaluationDetails<string>
export function toDetails(
  evaluation: DetailsSource,
  defaultValue: number,
): EvaluationDetails<number>
export function toDetails<T extends JsonValue>(
  evaluation: DetailsSource,
  defaultValue: T,
): EvaluationDetails<T>
export function toDetails<T extends JsonValue>(
  evaluation: DetailsSource,
  defaultValue: T,
): EvaluationDetails<T> {
  const { key, value, metadata } = evaluation
  if (value === undefined) return { ...evaluation, value: defaultValue }
  if (defaultValue === null || typeOf(value) === typeOf(defaultValue)) {
    return evaluation as EvaluationDetails<T>
  }
  return {
    key,
    value: defaultValue,
    reason: 'ERROR',
    errorCode: 'TYPE_MISMATCH',
    errorMessage: `"${key}" is a ${typeOf(value)}: read it with a default of that type, not with a ${typeOf(defaultValue)}.`,
    metadata,
  }
}

function typeOf(value: JsonValue): string {
  return Array.isArray(value) ? 'list' : typeof value
}
