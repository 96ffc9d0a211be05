import { z } from 'zod'
import { issueCredential, revokeCredential } from '../auth/issue-credential.ts'
import { ROLES } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { countAdmins, findCredential, listCredentials } from '../store/credential-queries.ts'
import type { CredentialRow } from '../store/credential-rows.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { byOf } from './by-of.ts'
import { credentialAnswer } from './credential-answer.ts'
import { credentialName } from './credential-name.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { pageOf, pageQuery } from './paging.ts'
import { newTokenSchema, tokenSchema } from './schemas.ts'

const TAG = 'Tokens'
const path = '/v1/tokens'

const listRoute = {
  method: 'get',
  path,
  permission: 'tokens:manage',
  scope: 'service',
  tag: TAG,
  summary: 'List the tokens',
  description: 'Newest first, revoked ones included. Secrets are never shown again.',
  query: pageQuery,
  answers: {
    200: {
      description: 'A page of tokens.',
      schema: z
        .object({ items: z.array(tokenSchema), next: z.int().optional() })
        .meta({ id: 'TokenPage' }),
    },
  },
} satisfies RouteDefinition

const createRoute = {
  method: 'post',
  path,
  permission: 'tokens:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Create a token',
  description:
    'A token stands for a person or a program and carries one role, in every environment.',
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({ role: z.enum(ROLES), name: credentialName })
      .meta({ id: 'TokenOrder' }),
  },
  answers: {
    201: { description: 'The token, with its secret this one time.', schema: newTokenSchema },
  },
} satisfies RouteDefinition

const revokeRoute = {
  method: 'delete',
  path: `${path}/{id}`,
  permission: 'tokens:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Revoke a token',
  description: 'It stops working at once. The last admin token cannot be revoked.',
  params: z.object({ id: z.string().max(64) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: {
    204: { description: 'The token does not work any more.' },
    404: { description: 'There is no such token.' },
    409: { description: 'It is the last admin token.' },
  },
} satisfies RouteDefinition

/** Registers tokens. */
export function registerTokenRoutes(router: Router, { store, once }: ApiDeps): void {
  router.route(listRoute, async ({ query: { limit, before } }) => {
    const rows = await store.read(async (db) =>
      listCredentials(db, 'tokens', { limit: limit + 1, before }),
    )
    return answer(pageOf(rows, limit, (row) => row.place, tokenAnswer))
  })

  router.route(createRoute, async ({ c, principal, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    return once(request, async (unit) => {
      const by = byOf(principal, headers)
      const { row, text } = await issueCredential(store, unit, { kind: 'token', ...body }, by)
      return { status: 201, body: tokenAnswer(row), secret: { secret: text } }
    })
  })

  router.route(revokeRoute, async ({ principal, params: { id }, headers }) => {
    const by = byOf(principal, headers)
    await store.write(async (unit) => {
      const row = await findCredential(unit.db, 'tokens', id)
      if (row === undefined)
        throw new HttpError('TOKEN_NOT_FOUND', 'There is no such token.', { status: 404 })
      if (row.role === 'admin' && (await countAdmins(unit.db)) === 1) {
        throw new HttpError(
          'LAST_ADMIN',
          'This is the last admin token. Create another one first.',
          { status: 409 },
        )
      }
      await revokeCredential(store, unit, row, by)
    })
    return new Response(null, { status: 204 })
  })
}

function tokenAnswer(row: CredentialRow) {
  return { ...credentialAnswer(row), role: row.role }
}
