import { z } from 'zod'
import { KEY_KINDS } from '../auth/principal.ts'
import { issueCredential, revokeCredential } from '../auth/issue-credential.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { requireReason } from '../rulesets/reason.ts'
import { findCredential, listCredentials } from '../store/credential-queries.ts'
import type { CredentialRow } from '../store/credential-rows.ts'
import { findEnvironment } from '../store/environment-rows.ts'
import type { Unit } from '../store/unit.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { byOf } from './by-of.ts'
import { credentialAnswer } from './credential-answer.ts'
import { credentialName } from './credential-name.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { pageOf, pageQuery } from './paging.ts'
import { keySchema, newKeySchema } from './schemas.ts'

const TAG = 'Keys'
const path = '/v1/environments/{environment}/keys'
const params = z.object({ environment: z.string() })

const listRoute = {
  method: 'get',
  path,
  permission: 'keys:manage',
  scope: 'environment',
  tag: TAG,
  summary: 'List the keys of an environment',
  description: 'Newest first, revoked ones included. Secrets are never shown again.',
  params,
  query: pageQuery,
  answers: {
    200: {
      description: 'A page of keys.',
      schema: z
        .object({ items: z.array(keySchema), next: z.int().optional() })
        .meta({ id: 'KeyPage' }),
    },
  },
} satisfies RouteDefinition

const createRoute = {
  method: 'post',
  path,
  permission: 'keys:manage',
  scope: 'environment',
  tag: TAG,
  summary: 'Create a key',
  description:
    'A client key identifies a page: it evaluates flags and sees nothing but their values. A server key may read the rules of its environment and belongs on a server. An ingest key may only send events.',
  params,
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({ kind: z.enum(KEY_KINDS), name: credentialName })
      .meta({ id: 'KeyOrder' }),
  },
  answers: {
    201: { description: 'The key, with its secret this one time.', schema: newKeySchema },
  },
} satisfies RouteDefinition

const revokeRoute = {
  method: 'delete',
  path: `${path}/{id}`,
  permission: 'keys:manage',
  scope: 'environment',
  tag: TAG,
  summary: 'Revoke a key',
  description: 'It stops working at once, and its streams end.',
  params: z.object({ environment: z.string(), id: z.string().max(64) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: {
    204: { description: 'The key does not work any more.' },
    404: { description: 'There is no such key.' },
  },
} satisfies RouteDefinition

/** Registers the keys of environments. */
export function registerKeyRoutes(router: Router, { store, once }: ApiDeps): void {
  router.route(listRoute, async ({ params: { environment }, query: { limit, before } }) => {
    const rows = await store.read(async (db) =>
      listCredentials(db, { environment }, { limit: limit + 1, before }),
    )
    return answer(pageOf(rows, limit, (row) => row.place, keyAnswer))
  })

  router.route(createRoute, async ({ c, principal, params: { environment }, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    return once(request, async (unit) => {
      const by = byOf(principal, headers)
      await requireReasonIn(unit, environment, by.reason)
      const { row, text } = await issueCredential(store, unit, { ...body, environment }, by)
      return { status: 201, body: keyAnswer(row), secret: { secret: text } }
    })
  })

  router.route(revokeRoute, async ({ principal, params: { environment, id }, headers }) => {
    const by = byOf(principal, headers)
    await store.write(async (unit) => {
      const row = await findCredential(unit.db, { environment }, id)
      if (row === undefined)
        throw new HttpError('KEY_NOT_FOUND', 'There is no such key in this environment.', {
          status: 404,
        })
      await requireReasonIn(unit, environment, by.reason)
      await revokeCredential(store, unit, row, by)
    })
    return new Response(null, { status: 204 })
  })
}

async function requireReasonIn(
  { db }: Unit,
  environment: string,
  reason: string | null,
): Promise<void> {
  const row = await findEnvironment(db, environment)
  if (row !== undefined) requireReason(row.settings, reason)
}

function keyAnswer(row: CredentialRow) {
  return { ...credentialAnswer(row), kind: row.kind }
}
