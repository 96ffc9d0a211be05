import { SluiceError, type Fault } from '@sluice/core'
import { STATUS_CODES } from 'node:http'
import { HttpError } from './http-error.ts'

/** The body of every refusal outside `/ofrep`, RFC 9457. */
export interface Problem {
  readonly type: string
  /** The status in words. */
  readonly title: string
  readonly status: number
  /** Stable across releases; what a program acts on. */
  readonly code: string
  /** One or two sentences for a person: what was wrong and what to do. */
  readonly detail: string
  readonly faults?: readonly Fault[]
  /** With 412: the version to read again before the next attempt. */
  readonly currentVersion?: number
  /** With 500: what to look for in the log. */
  readonly requestId?: string
}

/** The media type of a problem. */
export const PROBLEM_TYPE = 'application/problem+json'

/** Answers with a problem document. */
export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store', ...headers },
  })
}

/**
 * Tells a thrown value as a problem. What is no `SluiceError` becomes a 500
 * that says nothing but the request id.
 */
export function problemOf(
  error: unknown,
  requestId: string,
): { problem: Problem; headers: Record<string, string> } {
  if (!(error instanceof SluiceError)) {
    return {
      problem: {
        ...frame('INTERNAL', 500),
        detail: 'Something failed inside the service. Look for the request id in its log.',
        requestId,
      },
      headers: {},
    }
  }
  const http = error instanceof HttpError ? error : undefined
  return {
    problem: {
      ...frame(error.code, statusOf(error)),
      detail: error.message,
      ...(error.faults.length > 0 ? { faults: error.faults } : {}),
      ...http?.members,
    },
    headers: { ...http?.headers },
  }
}

/** The status that answers an error: its own, else 422, since what has no status is a refusal of a document. */
export function statusOf(error: SluiceError): number {
  return error.status ?? 422
}

function frame(code: string, status: number) {
  return {
    type: `urn:sluice:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
  }
}
