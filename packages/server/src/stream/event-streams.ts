import type { EvaluationContext, OfrepEventStream } from '@sluice/core'
import type { Principal } from '../auth/principal.ts'
import type { StreamHub } from './stream-hub.ts'
import { EVENTS_PATH } from './stream-routes.ts'
import type { TicketOffice } from './ticket.ts'

/** How long a hidden page keeps its stream, in seconds. */
const INACTIVITY_DELAY_S = 120

/** What the streams of an answer are made from. */
export interface EventStreamsOptions {
  readonly hub: StreamHub
  readonly tickets: TicketOffice
  /** Where clients reach the service when that is not where the request went, such as behind a proxy that ends TLS. */
  readonly publicUrl: string | undefined
}

/** Who will listen, and where the request came in. */
export interface EventStreamsRequest {
  readonly environment: string
  readonly principal: Principal
  readonly context: EvaluationContext
  /** Of the address that the request came in at. */
  readonly origin: string
}

/**
 * Makes the `eventStreams` of an answer: one stream, or none while there is no
 * room. A client that was turned away would otherwise find the same address in
 * an unchanged answer and knock again every second.
 */
export function createEventStreams(
  options: EventStreamsOptions,
): (request: EventStreamsRequest) => readonly OfrepEventStream[] {
  const { hub, tickets, publicUrl } = options
  return ({ environment, principal, context, origin }) => {
    if (hub.full) return []
    const { kind, id } = principal
    const ticket = tickets.issue({ environment, kind, id }, context.targetingKey ?? '')
    const base = publicUrl?.replace(/\/$/, '') ?? origin
    return [
      {
        type: 'sse',
        url: `${base}${EVENTS_PATH}?ticket=${ticket}`,
        inactivityDelaySec: INACTIVITY_DELAY_S,
      },
    ]
  }
}
