import type { OfrepEventStream } from '@sluice/core'
import type { Principal } from '../auth/principal.ts'
import { pieceOf, type Piece } from '../ofrep/flag-texts.ts'
import type { StreamHub } from './stream-hub.ts'
import { EVENTS_PATH } from './stream-routes.ts'
import type { TicketHolder, TicketOffice } from './ticket.ts'

/** How long a hidden page keeps its stream, in seconds. */
const INACTIVITY_DELAY_S = 120

/** How many are kept; one serves all units of a key whose tickets end together. */
const KEPT_PIECES = 10_000

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
  readonly targetingKey: string
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
): (request: EventStreamsRequest) => Piece | undefined {
  const { hub, tickets } = options
  const publicUrl = options.publicUrl?.replace(/\/$/, '')
  // By origin and ticket, which are texts at hand; to spell the address each time would cost more than to look it up.
  const kept = new Map<string, Map<string, Piece>>()
  let count = 0
  // Of keys, which have one environment.
  const holders = new WeakMap<Principal, TicketHolder>()
  const holderOf = (principal: Principal, environment: string): TicketHolder => {
    const known = holders.get(principal)
    if (known?.environment === environment) return known
    const holder = { environment, kind: principal.kind, id: principal.id }
    holders.set(principal, holder)
    return holder
  }
  return ({ environment, principal, targetingKey, origin }) => {
    if (hub.full) return undefined
    const ticket = tickets.issue(holderOf(principal, environment), targetingKey)
    const known = kept.get(origin)?.get(ticket)
    if (known !== undefined) return known
    const url = `${publicUrl ?? origin}${EVENTS_PATH}?ticket=${ticket}`
    const stream: OfrepEventStream = { type: 'sse', url, inactivityDelaySec: INACTIVITY_DELAY_S }
    const made = pieceOf(JSON.stringify([stream]))
    if (count++ >= KEPT_PIECES) {
      kept.clear()
      count = 0
    }
    const ofOrigin = kept.get(origin)
    if (ofOrigin === undefined) kept.set(origin, new Map([[ticket, made]]))
    else ofOrigin.set(ticket, made)
    return made
  }
}
