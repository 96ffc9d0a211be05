import { GRANT_LIMITS } from '@sluice/core/grants'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { checkOverrides, issueGrant, revokeGrant, rotateGrantKey } from '../grants/issue-grant.ts'
import { issuersOf } from '../grants/issuers.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { requireReason } from '../rulesets/reason.ts'
import { findGrant, listGrants, type GrantRow } from '../store/grant-rows.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { byOf } from './by-of.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment, principalOf, readableEnvironment } from './live-environment.ts'
import { exactOrigin } from './origin.ts'
import { pageOf, pageQuery } from './paging.ts'
import { reasonOfHeader } from './reason.ts'
import { grantSchema, newGrantSchema } from './schemas.ts'

const TAG = 'Grants'
const path = '/v1/grants'
const MINUTE_MS = 60_000
const MOST_MINUTES = GRANT_LIMITS.lifetimeMs / MINUTE_MS

const named = z
  .string()
  .max(63)
  .optional()
  .describe('The environment; without it, the only one there is.')

const listRoute = {
  method: 'get',
  path,
  permission: 'grants:issue',
  scope: 'service',
  tag: TAG,
  summary: 'List the grants of an environment',
  description: 'Newest first, those that have ended included. Tokens are never shown again.',
  query: pageQuery.extend({ environment: named }),
  answers: {
    200: {
      description: 'A page of grants.',
      schema: z
        .object({ items: z.array(grantSchema), next: z.int().optional() })
        .meta({ id: 'GrantPage' }),
    },
    404: { description: 'There is no such environment.' },
  },
} satisfies RouteDefinition

const createRoute = {
  method: 'post',
  path,
  permission: 'grants:issue',
  scope: 'service',
  tag: TAG,
  summary: 'Issue a grant',
  description:
    'Whoever has the token is shown the variants, on every page and by every server that hands it to the service, for a day at most. What a grant shows is marked, and counts in no statistics. It forces no flag that is off. The environment says who may issue grants, by its `grantRoles`.',
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({
        environment: named,
        overrides: z
          .record(z.string().min(1).max(128), z.string().min(1).max(128))
          .refine((overrides) => {
            const count = Object.keys(overrides).length
            return count > 0 && count <= GRANT_LIMITS.flags
          }, `Name 1 to ${GRANT_LIMITS.flags} flags, each with the variant to show.`)
          .describe('Variants by flag key.'),
        units: z
          .strictObject({
            targetingKey: z.string().min(1).max(256).optional(),
            anonymousKey: z.string().min(1).max(256).optional(),
          })
          .refine(
            (units) => Object.values(units).some((value) => value !== undefined),
            'Name targetingKey or anonymousKey, or leave units out: then it works for anybody who has it.',
          )
          .optional()
          .describe('The one person that it works for. Without it: anybody who has it.'),
        origins: z
          .array(exactOrigin)
          .min(1)
          .max(GRANT_LIMITS.origins)
          .optional()
          .describe('The only pages that it works on, such as https://shop.example.'),
        lifetimeMinutes: z
          .int()
          .min(1, 'A grant works for a minute at least.')
          .max(
            MOST_MINUTES,
            `A grant works for 24 hours at most: write up to ${MOST_MINUTES} minutes.`,
          )
          .default(60)
          .describe('How long it works; a day at most.'),
      })
      .meta({ id: 'GrantOrder' }),
  },
  answers: {
    201: { description: 'The grant, with its token this one time.', schema: newGrantSchema },
    404: { description: 'There is no such environment.' },
  },
} satisfies RouteDefinition

const revokeRoute = {
  method: 'delete',
  path: `${path}/{id}`,
  permission: 'grants:issue',
  scope: 'service',
  tag: TAG,
  summary: 'Revoke a grant',
  description: 'It stops working at once, and pages that listen for changes ask again.',
  params: z.object({ id: z.string().max(64) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: {
    204: { description: 'The grant does not work any more.' },
    404: { description: 'There is no such grant.' },
  },
} satisfies RouteDefinition

const rotateRoute = {
  method: 'post',
  path: `${path}/rotate-key`,
  permission: 'tokens:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Replace the key that grants are signed with',
  description: 'Ends every grant of every environment at once. For when the key may be known.',
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: { 204: { description: 'Grants are signed with another key.' } },
} satisfies RouteDefinition

/** Registers grants. */
export function registerGrantRoutes(router: Router, { store, once }: ApiDeps): void {
  router.route(listRoute, async ({ principal, query: { environment, limit, before } }) => {
    const { key } = readableEnvironment(store, principalOf(principal), environment)
    const rows = await store.read(async (db) => listGrants(db, key, { limit: limit + 1, before }))
    return answer(pageOf(rows, limit, (row) => row.place, grantAnswer))
  })

  router.route(createRoute, async ({ c, principal, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    const who = principalOf(principal)
    const { key } = readableEnvironment(store, who, body.environment)
    return once(request, async (unit) => {
      const by = { actor: actorOf(who), reason: reasonOfHeader(headers['sluice-reason']) }
      const environment = liveEnvironment(store, key)
      requireIssuer(who, environment)
      requireReason(environment.settings, by.reason)
      checkOverrides(environment, body.overrides)
      const { overrides, origins, lifetimeMinutes } = body
      const units = defined(body.units ?? {})
      const order = {
        overrides,
        ...(Object.keys(units).length > 0 && { units }),
        origins,
        lifetimeMs: lifetimeMinutes * MINUTE_MS,
      }
      const { row, token } = await issueGrant(store, unit, key, order, by)
      return { status: 201, body: grantAnswer(row), secret: { token } }
    })
  })

  router.route(revokeRoute, async ({ principal, params: { id }, headers }) => {
    const by = byOf(principal, headers)
    await store.write(async (unit) => {
      const row = await findGrant(unit.db, id)
      if (row === undefined || row.revoked_at !== null)
        throw new HttpError('GRANT_NOT_FOUND', 'There is no such grant to revoke.', { status: 404 })
      await revokeGrant(store, unit, row, by)
    })
    return new Response(null, { status: 204 })
  })

  router.route(rotateRoute, async ({ principal, headers }) => {
    const by = byOf(principal, headers)
    await store.write(async (unit) => rotateGrantKey(store, unit, by))
    return new Response(null, { status: 204 })
  })
}

function requireIssuer(principal: Principal, { key, settings }: LiveEnvironment): void {
  const issuers = issuersOf(settings)
  if (hasRole(principal) && issuers.includes(principal.role)) return
  const detail =
    issuers.length === 0
      ? `The environment ${key} takes no grants. An admin can list the roles that may issue them in its grantRoles.`
      : `In ${key} only ${issuers.join(', ')} may issue grants: see its grantRoles.`
  throw new HttpError('GRANTS_NOT_ALLOWED', detail, { status: 403 })
}

function grantAnswer(row: GrantRow) {
  return {
    id: row.id,
    environment: row.environment,
    overrides: JSON.parse(row.overrides) as Record<string, string>,
    ...(row.units !== null && { units: JSON.parse(row.units) as string[] }),
    ...(row.origins !== null && { origins: JSON.parse(row.origins) as string[] }),
    createdAt: new Date(row.created_at).toISOString(),
    createdBy: JSON.parse(row.created_by) as unknown,
    expiresAt: new Date(row.expires_at).toISOString(),
    revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at).toISOString(),
  }
}

function defined(units: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(units).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
