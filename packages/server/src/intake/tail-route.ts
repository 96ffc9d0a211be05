import type { HttpBindings } from '@hono/node-server'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import { STREAM_HEADERS } from '../stream/stream-routes.ts'
import { BUFFER_LIMIT_BYTES } from '../stream/stream-sink.ts'
import type { ExposureTail, TailSink } from './exposure-tail.ts'

const tailRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/exposures/tail',
  permission: 'events:read',
  scope: 'environment',
  tag: 'Events',
  summary: 'Watch exposures as they come in',
  description:
    'Server-sent events of JSON with a `type`: `exposure`, `left_out` with a `count` when more came in a second than are told, `unknown_flag` where the environment does not have the flag, and `heartbeat`. Begins with what comes next, and tells what is shown, never to whom.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({
    flag: z.string().max(256).optional().describe('Only exposures of this flag.'),
  }),
  answers: {
    200: { description: 'A stream that goes on.', mediaType: 'text/event-stream' },
    503: { description: 'No room for more listeners.', headers: { 'Retry-After': 'Seconds.' } },
  },
} satisfies RouteDefinition

/** Registers the live view of exposures. */
export function registerTailRoute(
  router: Router,
  tail: ExposureTail,
  live: Pick<LiveEnvironments, 'get'>,
): void {
  router.route(tailRoute, ({ c, principal, params, query }) => {
    if (c.req.method === 'HEAD') {
      // Hono answers HEAD with the handler of GET, and nobody would ever read that stream.
      throw new HttpError('METHOD_NOT_ALLOWED', 'This address takes GET.', {
        status: 405,
        headers: { Allow: 'GET' },
      })
    }
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>
    const stream = openStream(tail, {
      environment: params.environment,
      flag: query.flag,
      isUnknown: query.flag !== undefined && !hasFlag(live, params.environment, query.flag),
      tokenId: (principal as Principal).id,
      abort: outgoing && (() => void outgoing.destroy()),
    })
    if (stream !== undefined) return new Response(stream, { headers: STREAM_HEADERS })
    throw new HttpError('TOO_MANY_STREAMS', 'There is no room for more listeners.', {
      status: 503,
      headers: { 'Retry-After': '30' },
    })
  })
}

function hasFlag(live: Pick<LiveEnvironments, 'get'>, environment: string, flag: string): boolean {
  return Object.hasOwn(live.get(environment)?.compiled.ruleset.flags ?? {}, flag)
}

interface StreamOptions {
  readonly environment: string
  readonly flag: string | undefined
  readonly isUnknown: boolean
  readonly tokenId: string
  /** Breaks the connection, where there is one: a body that failed would leave it waiting. */
  readonly abort: (() => void) | undefined
}

const encoder = new TextEncoder()

function openStream(tail: ExposureTail, options: StreamOptions) {
  const { abort, ...listener } = options
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let isSlow = false
  const stream = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      cancel: () => close?.(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_LIMIT_BYTES }),
  )
  const sink: TailSink = {
    send(text) {
      const bytes = encoder.encode(text)
      isSlow = (controller?.desiredSize ?? 0) < bytes.byteLength
      if (!isSlow) controller?.enqueue(bytes)
      return !isSlow
    },
    end() {
      if (!isSlow) controller?.close()
      else if (abort === undefined) controller?.error(new Error('The client reads too slowly.'))
      else abort()
    },
  }
  const close = tail.open({ ...listener, sink })
  return close && stream
}
