import type { Fault } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'

/**
 * Refuses a plan for all of its faults; nothing where it has none.
 *
 * @throws HttpError `INVALID_EXPERIMENT` (422)
 */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults
  if (first === undefined) return
  throw new HttpError('INVALID_EXPERIMENT', `${first.path}: ${first.message}`, {
    status: 422,
    faults,
  })
}
