import type { HttpBindings } from '@hono/node-server'
import { z } from 'zod'
import { safeText } from '../health/safe-text.ts'
import { HttpError } from '../http/http-error.ts'
import type { Logger } from '../http/logger.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import type { Cors } from '../ofrep/cors.ts'
import type { StreamHub } from './stream-hub.ts'
import type { TicketHolder, TicketOffice } from './ticket.ts'
import { openWebStream } from './web-stream.ts'

/** Where clients listen. */
export const EVENTS_PATH = '/ofrep/v1/events'

/** Longer than any id that we send, in characters. */
export const MAX_EVENT_ID_LENGTH = 256

/** When a client for whom there was no room may try again, in seconds. */
const RETRY_AFTER_S = { from: 30, to: 90 }

/** What keeps caches and proxies from holding events back. */
export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  // Tells nginx not to hold events back.
  'X-Accel-Buffering': 'no',
}

/** What the route of the event stream needs. */
export interface StreamDeps {
  readonly live: LiveEnvironments
  readonly hub: StreamHub
  readonly tickets: TicketOffice
  readonly cors: Cors
  /** In `[0, 1)`. */
  readonly random: () => number
  readonly logger: Logger
  /** Whether the key or token of a ticket still works. */
  readonly isActive: (holder: TicketHolder) => boolean
}

const eventsRoute = {
  method: 'get',
  path: EVENTS_PATH,
  // The ticket is checked by the handler: it is no credential, and gives nothing but notice.
  permission: 'public',
  scope: 'service',
  tag: 'Evaluation',
  errors: 'ofrep',
  summary: 'Be told when to fetch again',
  description: 'Server-sent events. The address comes with the answer for all flags.',
  query: z.object({ ticket: z.string().optional() }),
  answers: {
    200: {
      description: 'Messages of the type `refetchEvaluation`.',
      mediaType: 'text/event-stream',
    },
    400: { description: 'The Last-Event-ID is none of ours.' },
    401: { description: 'The ticket has expired: fetch all flags again for a new one.' },
    403: { description: 'The page may not use the environment.' },
    503: { description: 'No room for more streams.', headers: { 'Retry-After': 'Seconds.' } },
  },
} satisfies RouteDefinition

/** Whose ticket still works, and what it is for. */
export interface Admitted {
  readonly environment: LiveEnvironment
  readonly holder: TicketHolder
}

/** Looks at a ticket; `undefined` when it gives no right to listen, or no longer. */
export function admit(
  { live, tickets, isActive }: Pick<StreamDeps, 'live' | 'tickets' | 'isActive'>,
  ticket: string,
): Admitted | undefined {
  const holder = tickets.read(ticket)
  if (holder === undefined) return undefined
  const environment = live.get(holder.environment)
  if (environment === undefined || !isActive(holder)) return undefined
  return { environment, holder }
}

/** Registers the event stream. */
export function registerEventsRoute(router: Router, deps: StreamDeps): void {
  const { hub, cors, random, logger } = deps
  router.route(eventsRoute, ({ c, requestId, query }) => {
    if (c.req.method === 'HEAD') {
      // Hono answers HEAD with the handler of GET, and nobody would ever read that stream.
      throw new HttpError('METHOD_NOT_ALLOWED', 'This address takes GET.', {
        status: 405,
        headers: { Allow: 'GET' },
      })
    }
    const lastEventId = c.req.header('last-event-id')
    if (lastEventId !== undefined && lastEventId.length > MAX_EVENT_ID_LENGTH) {
      throw new HttpError('INVALID_EVENT_ID', 'Last-Event-ID is none that was sent from here.', {
        status: 400,
      })
    }
    const admitted = admit(deps, query.ticket ?? '')
    if (admitted === undefined) {
      logger.info(
        { requestId, userAgent: safeText(c.req.header('user-agent') ?? '') },
        'ticket refused',
      )
      throw new HttpError('TICKET_REFUSED', 'Fetch all flags again for a new ticket.', {
        status: 401,
      })
    }
    cors.requireOrigin(c, admitted.environment)
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>
    const userAgent = safeText(c.req.header('user-agent') ?? '')
    const stream = openWebStream(
      hub,
      { holder: admitted.holder, userAgent },
      outgoing && (() => void outgoing.destroy()),
    )
    if (stream !== undefined) return new Response(stream, { headers: STREAM_HEADERS })
    const seconds = RETRY_AFTER_S.from + (RETRY_AFTER_S.to - RETRY_AFTER_S.from) * random()
    throw new HttpError('TOO_MANY_STREAMS', 'There is no room for more streams. Poll instead.', {
      status: 503,
      headers: { 'Retry-After': String(Math.ceil(seconds)) },
    })
  })
}
