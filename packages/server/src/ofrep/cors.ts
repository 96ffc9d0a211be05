import {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  GRANT_HEADER,
  RULESET_VERSION_HEADER,
} from '@sluice/core'
import type { Context, MiddlewareHandler } from 'hono'
import { safeText } from '../health/safe-text.ts'
import { HttpError } from '../http/http-error.ts'
import type { Logger } from '../http/logger.ts'
import type { HttpEnv } from '../http/route-definition.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { isSameOrigin, type AllowedOrigins } from './allowed-origins.ts'

/** How long a browser may keep the answer of a preflight, in seconds: as long as any keeps it. */
const PREFLIGHT_MAX_AGE_S = 7_200

const METHODS = 'GET, POST, OPTIONS'

// What the published clients send, and tracing beside it.
const REQUEST_HEADERS = [
  'authorization',
  'baggage',
  'cache-control',
  'content-type',
  'if-none-match',
  'last-event-id',
  'sluice-grant',
  'traceparent',
  'tracestate',
  'x-api-key',
]

/** How many headers of its own an application may send beside these. */
const MAX_OWN_HEADERS = 32

const EXPOSED_HEADERS = [
  'ETag',
  'Retry-After',
  RULESET_VERSION_HEADER,
  EPOCH_HEADER,
  EVENT_UNITS_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  GRANT_HEADER,
].join(', ')

/** Opens the routes that pages ask, and no others, to the pages of allowed origins. Never with cookies. */
export interface Cors {
  /**
   * The headers that open an answer to a page of another origin, names and values in turn.
   *
   * @returns `undefined` when the environment does not list the origin
   */
  marksFor(origin: string, environment: LiveEnvironment): readonly string[] | undefined
  /** Answers preflights and marks answers that a page may read. */
  readonly middleware: MiddlewareHandler<HttpEnv>
  /**
   * Refuses a page whose origin the environment does not list.
   *
   * @throws HttpError `ORIGIN_NOT_ALLOWED`, status 403
   */
  requireOrigin(c: Context<HttpEnv>, environment: LiveEnvironment): void
}

/** Makes the guard of the OFREP routes. */
export function createCors(origins: AllowedOrigins, logger: Logger): Cors {
  const originOf = (c: Context<HttpEnv>): string | undefined => {
    const origin = c.req.header('origin')
    return origin === undefined || isSameOrigin(origin, c.req.url) ? undefined : origin
  }
  const refuse = (origin: string, environment: string | undefined): void =>
    logger.warn({ origin: safeText(origin), environment }, 'origin not allowed')
  const refused = new WeakSet<Request>()

  const answerPreflight = (origin: string | undefined, asked: string): Response => {
    const headers = new Headers({ Vary: 'Origin, Access-Control-Request-Headers' })
    if (origin !== undefined && !origins.allowsAnywhere(origin)) refuse(origin, undefined)
    else if (origin !== undefined) {
      headers.set('Access-Control-Allow-Origin', origin)
      headers.set('Access-Control-Allow-Methods', METHODS)
      headers.set('Access-Control-Allow-Headers', allowedHeaders(asked))
      headers.set('Access-Control-Max-Age', String(PREFLIGHT_MAX_AGE_S))
    }
    return new Response(null, { status: 204, headers })
  }

  return {
    async middleware(c, next) {
      const origin = originOf(c)
      const isPreflight = c.req.header('access-control-request-method') !== undefined
      if (c.req.method === 'OPTIONS' && isPreflight) {
        return answerPreflight(origin, c.req.header('access-control-request-headers') ?? '')
      }
      await next()
      const { headers } = c.res
      if (!/\bOrigin\b/.test(headers.get('vary') ?? '')) headers.append('Vary', 'Origin')
      if (origin === undefined || refused.has(c.req.raw) || !origins.allowsAnywhere(origin)) return
      headers.set('Access-Control-Allow-Origin', origin)
      headers.set('Access-Control-Expose-Headers', EXPOSED_HEADERS)
    },
    marksFor: (origin, environment) =>
      origins.allows(origin, environment)
        ? ['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', EXPOSED_HEADERS]
        : undefined,
    requireOrigin(c, environment) {
      const origin = originOf(c)
      if (origin === undefined || origins.allows(origin, environment)) return
      refused.add(c.req.raw)
      refuse(origin, environment.key)
      throw new HttpError(
        'ORIGIN_NOT_ALLOWED',
        `Pages of this origin may not use the environment ${environment.key}. Add the origin to its allowedOrigins.`,
        { status: 403 },
      )
    },
  }
}

// Clients let an application add headers, which its own proxies may read and we do not.
function allowedHeaders(asked: string): string {
  const own = asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[\w-]{1,64}$/.test(name))
    .slice(0, MAX_OWN_HEADERS)
  return [...new Set([...REQUEST_HEADERS, ...own])].join(', ')
}
