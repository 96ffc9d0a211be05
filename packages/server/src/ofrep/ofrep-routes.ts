import {
  EPOCH_HEADER,
  isUnresolved,
  RULESET_VERSION_HEADER,
  type OfrepEventStream,
} from '@sluice/core'
import type { Context } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { HttpEnv } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import type { Cors } from './cors.ts'
import { entityTagOf, namesTag } from './entity-tag.ts'
import { readContext } from './evaluation-request.ts'
import { existsFor, flagText, keysFor, type Audience } from './flag-texts.ts'
import { failureResponse } from './ofrep-error.ts'
import { requestedEnvironment } from './requested-environment.ts'
import type { EventStreamsRequest } from '../stream/event-streams.ts'
import { bulkByGet, bulkRoute, singleByGet, singleRoute } from './ofrep-route-definitions.ts'

/** What the routes of OFREP need. */
export interface OfrepDeps {
  readonly live: LiveEnvironments
  readonly clock: Clock
  readonly cors: Cors
  /** The `eventStreams` of an answer: none when there is no room for more streams. */
  readonly eventStreams: (request: EventStreamsRequest) => readonly OfrepEventStream[]
  /** A fetch brought back the token of an event. */
  readonly onFetched: (environment: string, receipt: string, version: number) => void
  /** Flags were evaluated. */
  readonly onEvaluated: (environment: string, kind: 'bulk' | 'single', count: number) => void
}

/** Registers OFREP's two endpoints. Both answer from memory. */
export function registerOfrepRoutes(router: Router, deps: OfrepDeps): void {
  router.route(bulkRoute, async ({ c, query }) => {
    const { principal, environment } = callerOf(deps, c, query.environment)
    const context = await readContext(c.req.raw)
    const { key, compiled } = environment
    const audience = audienceOf(principal)
    const now = deps.clock.now()
    const keys = keysFor(audience, environment)
    const items = keys.map((flag) =>
      flagText(audience, environment, compiled.evaluate(flag, context, now)),
    )
    deps.onEvaluated(key, 'bulk', keys.length)
    const streams = deps.eventStreams({ environment: key, principal, context, url: c.req.url })
    const end = streams.length > 0 ? `,"eventStreams":${JSON.stringify(streams)}` : ''
    const body = Buffer.from(`{"flags":[${items.join(',')}]${end}}`)
    const tag = entityTagOf(body)
    if (query.flagConfigEtag !== undefined) {
      deps.onFetched(key, query.flagConfigEtag, compiled.version)
    }
    const headers = { ...headersOf(deps, environment), ETag: tag }
    return namesTag(c.req.header('if-none-match'), tag)
      ? new Response(null, { status: 304, headers })
      : new Response(body, { headers: { ...headers, 'Content-Type': 'application/json' } })
  })

  router.route(singleRoute, async ({ c, params, query }) => {
    const { principal, environment } = callerOf(deps, c, query.environment)
    const context = await readContext(c.req.raw)
    const { key } = params
    const audience = audienceOf(principal)
    const headers = headersOf(deps, environment)
    deps.onEvaluated(environment.key, 'single', 1)
    if (!existsFor(audience, environment, key)) {
      const errorDetails = `There is no flag "${key.slice(0, 128)}".`
      return failureResponse(404, { key, errorCode: 'FLAG_NOT_FOUND', errorDetails }, headers)
    }
    const evaluation = environment.compiled.evaluate(key, context, deps.clock.now())
    return new Response(flagText(audience, environment, evaluation), {
      status: isUnresolved(evaluation) ? 400 : 200,
      headers: { ...headers, 'Content-Type': 'application/json' },
    })
  })

  // What health checks and curious people send: told what to send instead.
  for (const definition of [bulkByGet, singleByGet]) {
    router.route(definition, ({ c }) => {
      const key = c.req.param('key')
      return failureResponse(400, {
        ...(key === undefined ? {} : { key }),
        errorCode: 'INVALID_CONTEXT',
        errorDetails: 'Send a POST with {"context":{"targetingKey":"…"}} as JSON.',
      })
    })
  }
}

/** Who asks, and what about. */
interface Caller {
  readonly principal: Principal
  readonly environment: LiveEnvironment
}

function callerOf(deps: OfrepDeps, c: Context<HttpEnv>, named: string | undefined): Caller {
  const principal = c.get('principal')
  // The permission of these routes lets nobody through who is nobody.
  if (principal === undefined) throw new Error('A route of OFREP was reached without a principal.')
  const environment = requestedEnvironment(deps.live, principal, named)
  deps.cors.requireOrigin(c, environment)
  return { principal, environment }
}

function audienceOf(principal: Principal): Audience {
  return principal.kind === 'client_key' ? 'client' : 'trusted'
}

function headersOf(deps: OfrepDeps, { compiled }: LiveEnvironment): Record<string, string> {
  return {
    'Cache-Control': 'private, no-store',
    Vary: 'Authorization, X-API-Key',
    [RULESET_VERSION_HEADER]: String(compiled.version),
    [EPOCH_HEADER]: deps.live.epoch,
  }
}
