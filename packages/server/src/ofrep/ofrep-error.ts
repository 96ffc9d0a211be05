import { SluiceError, type ErrorCode } from '@sluice/core'
import type { Context } from 'hono'
import { HttpError } from '../http/http-error.ts'
import type { Logger } from '../http/logger.ts'
import { statusOf } from '../http/problem.ts'
import type { HttpEnv } from '../http/route-definition.ts'
import { requestIdOf } from '../http/request-id.ts'

/**
 * Answers with an OFREP failure. The published clients take 400, 404 and 500
 * only with an `errorCode`, and for a single flag only with its `key`.
 */
export function failureResponse(
  status: number,
  failure: { readonly key?: string; readonly errorCode: ErrorCode; readonly errorDetails: string },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(failure), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  })
}

/** Makes the answer for what a handler under `/ofrep` throws. */
export function answerFailure(logger: Logger): (error: unknown, c: Context<HttpEnv>) => Response {
  return (error, c) => {
    const key = c.req.param('key')
    const about = key === undefined ? {} : { key }
    const requestId = requestIdOf(c)
    if (!(error instanceof SluiceError)) {
      logger.error({ err: error, requestId }, 'request failed')
      const errorDetails = `Something failed inside the service. Look for the request ${requestId} in its log.`
      return failureResponse(500, { ...about, errorCode: 'GENERAL', errorDetails })
    }
    const status = statusOf(error)
    const headers = error instanceof HttpError ? error.headers : {}
    // By the protocol these have no body.
    if (status === 401 || status === 403) return new Response(null, { status, headers })
    const errorCode = status < 500 ? 'INVALID_CONTEXT' : 'GENERAL'
    return failureResponse(status, { ...about, errorCode, errorDetails: error.message }, headers)
  }
}
