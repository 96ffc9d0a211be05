import { z } from 'zod'
import { hasRole, type Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { ownerOf } from './star-owner.ts'

const TAG = 'Members'
const path = '/v1/environments/{environment}/stars'

/** More than this is no choice any more. */
const MOST = 500

const kind = z.enum(['flag', 'experiment'])
const one = z.object({ environment: z.string(), kind, key: z.string().min(1).max(256) })

const shared = {
  // Of people and of their tokens; a key has nothing at hand.
  permission: 'environments:read',
  scope: 'environment',
  tag: TAG,
  query: z.strictObject({}),
} as const

const listRoute = {
  ...shared,
  method: 'get',
  path,
  summary: 'List your stars',
  description: 'What whoever asks has starred in an environment, the latest first.',
  params: z.object({ environment: z.string() }),
  answers: {
    200: {
      description: 'The stars.',
      schema: z
        .object({
          items: z.array(z.object({ kind, key: z.string(), createdAt: z.iso.datetime() })),
        })
        .meta({ id: 'Stars' }),
    },
  },
} satisfies RouteDefinition

const addRoute = {
  ...shared,
  method: 'put',
  path: `${path}/{kind}/{key}`,
  summary: 'Star a flag or an experiment',
  description:
    'Nobody else sees it, and nothing that is served changes by it, so it is in no audit log. Safe to send again. What does not exist yet, or no more, can be starred too.',
  params: one,
  answers: {
    204: { description: 'It is starred.' },
    409: { description: `There are ${MOST} stars already.` },
  },
} satisfies RouteDefinition

const removeRoute = {
  ...shared,
  method: 'delete',
  path: `${path}/{kind}/{key}`,
  summary: 'Take a star away',
  description: 'Safe to send again.',
  params: one,
  answers: { 204: { description: 'It is not starred.' } },
} satisfies RouteDefinition

/** Registers what somebody likes to have at hand. */
export function registerStarRoutes(router: Router, { store }: ApiDeps): void {
  router.route(listRoute, async ({ principal, params: { environment } }) => {
    const owner = ownOf(principal)
    const rows = await store.read(async (db) =>
      db
        .selectFrom('stars')
        .select(['kind', 'key', 'created_at'])
        .where('owner', '=', owner)
        .where('environment', '=', environment)
        .orderBy('created_at', 'desc')
        .orderBy('key')
        .limit(MOST)
        .execute(),
    )
    const items = rows.map(({ created_at: createdAt, ...star }) => ({
      ...star,
      createdAt: new Date(createdAt).toISOString(),
    }))
    return answer({ items })
  })

  router.route(addRoute, async ({ principal, params }) => {
    const owner = ownOf(principal)
    await store.write(async (unit) => {
      await unit.db
        .insertInto('stars')
        .values({ owner, ...params, created_at: unit.now })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const { count } = await unit.db
        .selectFrom('stars')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow()
      if (count > MOST) {
        throw new HttpError(
          'TOO_MANY_STARS',
          `You have ${MOST} stars, which is as many as there can be. Take one away first.`,
          { status: 409 },
        )
      }
    })
    return new Response(null, { status: 204 })
  })

  router.route(removeRoute, async ({ principal, params: { environment, kind: of, key } }) => {
    const owner = ownOf(principal)
    await store.write(async (unit) =>
      unit.db
        .deleteFrom('stars')
        .where('owner', '=', owner)
        .where('environment', '=', environment)
        .where('kind', '=', of)
        .where('key', '=', key)
        .execute(),
    )
    return new Response(null, { status: 204 })
  })
}

function ownOf(principal: Principal | undefined): string {
  if (!hasRole(principal)) throw new Error('a key came through to the stars of people')
  return ownerOf(principal.kind, principal.id)
}
