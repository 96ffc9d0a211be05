import { createHmac, timingSafeEqual } from 'node:crypto'
import { murmur3 } from '@sluice/core'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'

/** How long a ticket is handed out: the length of its epoch, in milliseconds. */
export const TICKET_EPOCH_MS = 60 * 60 * 1000

/** How long a ticket is still taken after its epoch. Longer than the life of a stream, so that a stream opened in time can come back once. */
export const TICKET_GRACE_MS = 45 * 60 * 1000

/** How far ahead an epoch may begin before the clock must have been set back. */
const SKEW_MS = 5 * 60 * 1000

const MAX_TICKET_LENGTH = 1024

/** Into how many parts the ends of epochs are spread; units of one part share their tickets. */
const PARTS = 60

/** How many tickets are kept to be handed out again. */
const KEPT_TICKETS = 10_000

/** Who a ticket was made out to. */
export interface TicketHolder {
  readonly environment: string
  readonly kind: Principal['kind']
  /** Public id of the key or token. */
  readonly id: string
}

/** Makes and reads tickets: the right to be notified of one environment's changes, and nothing else. */
export interface TicketOffice {
  /**
   * Makes a ticket. The same holder and unit get the same text until the epoch
   * ends, so that an answer with a ticket in it stays the same too.
   *
   * @param unit - spreads the ends of epochs over the hour, so that not all clients renew at once
   */
  issue(holder: TicketHolder, unit: string): string
  /** @returns `undefined` for a ticket that does not work, or no longer */
  read(ticket: string): TicketHolder | undefined
}

const claimsSchema = z.strictObject({
  environment: z.string(),
  kind: z.enum(['client_key', 'server_key', 'ingest_key', 'token', 'member']),
  id: z.string(),
  startsAt: z.int(),
})

interface Claims {
  readonly startsAt: number
  readonly holder: TicketHolder
}

// Signed by us, so it parses; another release may still have written other claims.
function parseClaims(text: string): Claims | undefined {
  const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success) return undefined
  const { startsAt, ...holder } = parsed.data
  return { startsAt, holder }
}

/**
 * Opens a ticket office.
 *
 * @param secret - 32 random bytes; with another secret every ticket is refused
 * @param now - wall clock, epoch milliseconds
 */
export function createTicketOffice(secret: Uint8Array, now: () => number): TicketOffice {
  const sign = (claims: string): Buffer =>
    createHmac('sha256', secret).update('sluice stream ticket\0').update(claims).digest()
  const kept = new Map<string, string>()
  // By the start of their epoch; for holders who ask all day, whose name need not be spelt each time.
  const ofHolder = new WeakMap<TicketHolder, Map<number, string>>()
  // Tickets whose signature was right: whoever comes back in a herd is checked once, and shares one holder.
  const known = new Map<string, Claims>()
  const claimsOf = (ticket: string): Claims | undefined => {
    if (ticket.length > MAX_TICKET_LENGTH) return undefined
    const [claims = '', signature = '', ...rest] = ticket.split('.')
    const given = Buffer.from(signature, 'base64url')
    const right = sign(claims)
    if (rest.length > 0 || given.length !== right.length) return undefined
    return timingSafeEqual(given, right) ? parseClaims(claims) : undefined
  }
  const ticketOf = ({ environment, kind, id }: TicketHolder, startsAt: number): string => {
    const name = `${startsAt} ${kind} ${id} ${environment}`
    const made = kept.get(name)
    if (made !== undefined) return made
    const claims = Buffer.from(JSON.stringify({ environment, kind, id, startsAt })).toString(
      'base64url',
    )
    const ticket = `${claims}.${sign(claims).toString('base64url')}`
    if (kept.size >= KEPT_TICKETS) kept.clear()
    kept.set(name, ticket)
    return ticket
  }
  return {
    issue(holder, unit) {
      const offset = (murmur3(unit) % PARTS) * (TICKET_EPOCH_MS / PARTS)
      const startsAt = Math.floor((now() + offset) / TICKET_EPOCH_MS) * TICKET_EPOCH_MS - offset
      const known = ofHolder.get(holder)?.get(startsAt)
      if (known !== undefined) return known
      const ticket = ticketOf(holder, startsAt)
      const own = ofHolder.get(holder)
      // Those of epochs that have passed are not asked for again.
      if (own === undefined || own.size >= 2 * PARTS)
        ofHolder.set(holder, new Map([[startsAt, ticket]]))
      else own.set(startsAt, ticket)
      return ticket
    },
    read(ticket) {
      const claims = known.get(ticket) ?? claimsOf(ticket)
      if (claims === undefined) return undefined
      if (known.size >= KEPT_TICKETS) known.clear()
      known.set(ticket, claims)
      const { startsAt, holder } = claims
      const age = now() - startsAt
      return age < -SKEW_MS || age >= TICKET_EPOCH_MS + TICKET_GRACE_MS ? undefined : holder
    },
  }
}
