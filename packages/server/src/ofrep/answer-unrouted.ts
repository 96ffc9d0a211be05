import type { HttpError } from '../http/http-error.ts'
import { statusOf } from '../http/problem.ts'
import { failureResponse } from './ofrep-error.ts'

const FLAG = /^\/ofrep\/v1\/evaluate\/flags\/(.+)$/

/**
 * Makes the answer for what no route under `/ofrep` takes, in a form that the
 * published clients read: they put any text for a key into the path, also one
 * that no flag can have.
 */
export function answerUnrouted(path: string, error: HttpError): Response {
  const key = FLAG.exec(path)?.[1]
  const status = statusOf(error)
  const errorDetails = error.message
  return status === 404 && key !== undefined
    ? failureResponse(404, { key, errorCode: 'FLAG_NOT_FOUND', errorDetails })
    : failureResponse(status, { errorCode: 'GENERAL', errorDetails }, error.headers)
}
