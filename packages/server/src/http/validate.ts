import type { Fault } from '@sluice/core'
import type { z } from 'zod'
import { HttpError } from './http-error.ts'
import { requestMessage } from './request-message.ts'

/** The part of a request that a schema is about. */
export type RequestPart = 'path' | 'query' | 'header' | 'body'

/**
 * Checks one part of a request.
 *
 * @throws HttpError `INVALID_REQUEST`, status 422, with every fault
 */
export function validate<S extends z.ZodType>(
  part: RequestPart,
  schema: S,
  value: unknown,
): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true, error: requestMessage })
  if (result.success) return result.data
  const faults = result.error.issues.flatMap((issue) => faultsOf(part, issue))
  const [first] = faults
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`
  throw new HttpError(
    'INVALID_REQUEST',
    `The ${part} of the request has ${count}. ${first?.path}: ${first?.message}`,
    { status: 422, faults },
  )
}

function faultsOf(part: RequestPart, issue: z.core.$ZodIssue): Fault[] {
  const at = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code !== 'unrecognized_keys') return [faultAt(part, at, issue.message)]
  const lines = issue.message.split('\n')
  return issue.keys.map((key, index) => faultAt(part, [...at, key], lines[index] ?? ''))
}

function faultAt(part: RequestPart, at: readonly (string | number)[], message: string): Fault {
  const root = part === 'body' ? '$' : `$${part}`
  return { path: root + at.map(stepText).join(''), at, message }
}

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
