import { GRANT_HEADER } from '@sluice/core'
import type { Context } from 'hono'
import type { Permission } from '../auth/permissions.ts'
import type { Principal } from '../auth/principal.ts'
import type { HttpEnv } from '../http/route-definition.ts'
import { readBody } from '../http/read-body.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'
import type { Cors } from './cors.ts'
import { CONTEXT_LIMIT_BYTES } from './evaluation-request.ts'
import { failureResponse } from './ofrep-error.ts'
import { requestedEnvironment } from './requested-environment.ts'
import { bulkByGet, bulkRoute, singleByGet, singleRoute } from './ofrep-route-definitions.ts'
import type { Values, ValuesAnswer, ValuesRequest } from './values.ts'

/** What the routes of OFREP need. */
export interface OfrepDeps {
  readonly live: LiveEnvironments
  readonly cors: Cors
  readonly values: Values
}

/** Registers OFREP's two endpoints. Both answer from memory. */
export function registerOfrepRoutes(router: Router, deps: OfrepDeps): void {
  const { values } = deps
  // Who may not is told before the body, and what is served is looked up after it: it may take its time.
  const read = async (
    c: Context<HttpEnv>,
    named: string | undefined,
    demand: (permission: Permission) => void,
  ): Promise<Caller & Pick<ValuesRequest, 'body' | 'grant'>> => {
    callerOf(deps, c, named)
    const body = await bodyOf(c)
    demand(bulkRoute.permission)
    const token = c.req.header(GRANT_HEADER)
    const grant = token === undefined ? undefined : { token, page: c.req.header('origin') }
    return { ...callerOf(deps, c, named), body, grant }
  }

  router.route(bulkRoute, async ({ c, query, demand }) => {
    const request = await read(c, query.environment, demand)
    return responseOf(
      values.all({
        ...request,
        origin: new URL(c.req.url).origin,
        ifNoneMatch: c.req.header('if-none-match'),
        flagConfigEtag: query.flagConfigEtag,
      }),
    )
  })

  router.route(singleRoute, async ({ c, params, query, demand }) => {
    const request = await read(c, query.environment, demand)
    return responseOf(values.one(request, params.key))
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

async function bodyOf(c: Context): Promise<Buffer> {
  const bytes = await readBody(c.req.raw, CONTEXT_LIMIT_BYTES)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function responseOf({ status, headers: flat, body }: ValuesAnswer): Response {
  const headers = new Headers()
  for (let index = 0; index < flat.length; index += 2) {
    headers.set(flat[index] ?? '', flat[index + 1] ?? '')
  }
  if (body === undefined) return new Response(null, { status, headers })
  const bytes = Buffer.allocUnsafe(body.size)
  body.fill(bytes)
  return new Response(bytes, { status, headers })
}
