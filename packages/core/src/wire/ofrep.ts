import type { Evaluation, EvaluationMetadata } from '../evaluation.ts'
import type { JsonValue } from '../json.ts'
import type { ErrorCode, Reason } from '../reasons.ts'

/** One evaluated flag, as OFREP 0.3 writes it. */
export interface OfrepFlag {
  readonly key: string
  readonly reason: Reason
  readonly variant?: string
  /** Absent: the caller's default is the value. */
  readonly value?: JsonValue
  readonly metadata?: EvaluationMetadata
}

/** One flag that could not be evaluated. */
export interface OfrepFailure {
  readonly key: string
  readonly errorCode: ErrorCode
  /** A sentence for people; the published clients show it. */
  readonly errorDetails?: string
  readonly metadata?: EvaluationMetadata
}

/** Where to hear of changes. Its address is a secret: neither logged nor stored. */
export interface OfrepEventStream {
  readonly type: 'sse'
  /** Absolute address; exactly one of `url` and `endpoint` is there. */
  readonly url?: string
  readonly endpoint?: { readonly origin?: string; readonly requestUri: string }
  /** A hidden client closes the stream after so many seconds; at least 1, absent is 120. */
  readonly inactivityDelaySec?: number
}

/** The answer of the bulk endpoint. */
export interface OfrepBulkResponse {
  readonly flags: readonly (OfrepFlag | OfrepFailure)[]
  readonly metadata?: EvaluationMetadata
  readonly eventStreams?: readonly OfrepEventStream[]
}

/** The data of one event of a stream: fetch again. */
export interface OfrepStreamMessage {
  readonly type: 'refetchEvaluation'
  /** To be sent back as `flagConfigEtag` with the fetch that this message causes. */
  readonly etag?: string
  /** Epoch seconds. */
  readonly lastModified?: number
}

/**
 * Writes an evaluation as OFREP says it; an evaluation that could not decide carries no value.
 * OpenFeature has no word for what was forced: it is `STATIC`, and its metadata say `override`.
 */
export function toOfrep(evaluation: Evaluation): OfrepFlag | OfrepFailure {
  const { key, metadata } = evaluation
  if ('errorCode' in evaluation) {
    const { errorCode, errorMessage } = evaluation
    return { key, errorCode, errorDetails: errorMessage, metadata }
  }
  const { variant, value } = evaluation
  const reason = evaluation.reason === 'OVERRIDE' ? 'STATIC' : evaluation.reason
  return { key, reason, variant, value, metadata }
}
