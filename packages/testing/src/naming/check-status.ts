import { SCENARIO_STATES } from '@sluice/client/scenarios'
import { SluiceError } from '@sluice/core'
import { literal, meant } from './words.ts'

/**
 * Checks a status that a test names.
 *
 * @throws SluiceError `UNKNOWN_STATUS`
 */
export function checkStatus<S extends string>(status: S | undefined): S | undefined {
  if (status === undefined || SCENARIO_STATES.some((state) => state === status)) return status
  throw new SluiceError(
    'UNKNOWN_STATUS',
    `There is no status ${literal(status)}.${meant(status, SCENARIO_STATES)} Write one of ${SCENARIO_STATES.join(', ')}.`,
  )
}
