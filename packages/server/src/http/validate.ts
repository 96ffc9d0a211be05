import type { Fault } from '@sluice/core'
import type { z } from 'zod'
import { HttpError } from './http-error.ts'

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
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => faultOf(part, issue))
  throw new HttpError(
    'INVALID_REQUEST',
    `The ${part} of the request is not valid: ${faults[0]?.message ?? ''}`,
    {
      status: 422,
      faults,
    },
  )
}

function faultOf(part: RequestPart, issue: z.core.$ZodIssue): Fault {
  const at = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  const root = part === 'body' ? '$' : `$${part}`
  return { path: root + at.map(stepText).join(''), at, message: issue.message }
}

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
