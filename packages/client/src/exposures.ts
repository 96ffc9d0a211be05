import type { EvaluationDetails } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { completeContext } from './context.ts'
import { readEventAttributes } from './events/event-attributes.ts'
import type { Exposure } from './events/exposure.ts'
import { exposureOf } from './events/exposure.ts'
import { isSampled } from './events/sampling.ts'
import { whoOf } from './events/who.ts'
import type { Bootstrap } from './options.ts'

export { keyOf as countedKey } from './events/exposure.ts'
export { serviceUrl, storageName } from './service-url.ts'
export { collectDrawn, drawnWith } from './events/drawn.ts'
export type { Drawn } from './events/drawn.ts'

/**
 * Describes an exposure to what a server draws, as a client of the page would.
 *
 * @param bootstrap - of the request, with its context
 * @param at - epoch milliseconds
 * @returns `undefined` where exposures of the flag are not sent for this unit
 */
export function serverExposure(
  bootstrap: Bootstrap,
  details: EvaluationDetails,
  at: number,
): Exposure | undefined {
  const context = completeContext(bootstrap.context, '')
  const exposure = exposureOf(details, context, {
    id: uuidV7(at, Math.random),
    at,
    ...whoOf({ context, attributes: readEventAttributes(bootstrap.eventAttributes) }),
    phase: 'server',
  })
  return isSampled(exposure, details) ? exposure : undefined
}
