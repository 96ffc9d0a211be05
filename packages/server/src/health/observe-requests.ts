import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Logger } from '../http/logger.ts'
import type { HttpEnv } from '../http/route-definition.ts'
import { requestIdOf } from '../http/request-id.ts'
import type { Clock } from '../live/clock.ts'
import type { Metrics } from './metrics.ts'
import { safeText } from './safe-text.ts'

/** What watching requests takes. */
export interface ObserveOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * Measures every request, and writes a line about each that was refused. Denied
 * and failed ones have theirs from where that happened. Neither query nor body
 * is ever written: tickets, contexts and personal data are in there.
 */
export function observeRequests(options: ObserveOptions): MiddlewareHandler<HttpEnv> {
  const { clock, logger, metrics } = options
  return async (c, next) => {
    const startedAt = clock.monotonic()
    await next()
    const { status } = c.res
    const { method } = c.req
    const route = routeOf(routePath(c, -1))
    const ms = clock.monotonic() - startedAt
    metrics.requestEnded({ method, route, status, seconds: ms / 1000 })
    if (status < 400 || status === 401 || status === 403 || status >= 500) return
    logger.info(
      {
        requestId: requestIdOf(c),
        method,
        route,
        path: route === UNROUTED ? safeText(c.req.path) : undefined,
        status,
        ms: Math.round(ms * 10) / 10,
        userAgent: safeText(c.req.header('user-agent') ?? ''),
      },
      'request refused',
    )
  }
}

const UNROUTED = 'none'

// The last match of an address that no route takes is a middleware, whose path is a pattern.
function routeOf(path: string): string {
  return path.endsWith('*') ? UNROUTED : path
}
