import type { EvaluationContext } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { parseJson } from '../http/parse-json.ts'

/** The most that a request to evaluate may weigh, in bytes. */
export const CONTEXT_LIMIT_BYTES: number = 64 * 1024

/**
 * Finds the evaluation context in the body of a request. The media type is not
 * looked at: whatever it says, the body has to be JSON of the right form.
 *
 * @throws HttpError status 400 with a sentence for the caller
 */
export function contextOf(bytes: Uint8Array): EvaluationContext {
  if (bytes.byteLength === 0) throw invalid('The body is missing.')
  const body = parseJson(bytes)
  if (!isRecord(body)) throw invalid('The body is not an object.')
  const context = body['context']
  if (context === undefined) throw invalid('The body has no `context`.')
  if (!isRecord(context)) throw invalid('`context` is not an object.')
  const targetingKey = context['targetingKey'] ?? undefined
  if (targetingKey !== undefined && typeof targetingKey !== 'string') {
    throw invalid('`context.targetingKey` is not a string.')
  }
  return { ...context, targetingKey }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(fault: string): HttpError {
  const advice = 'Send {"context":{"targetingKey":"…"}} as JSON; the targeting key may be left out.'
  return new HttpError('INVALID_CONTEXT', `${fault} ${advice}`, { status: 400 })
}
