import { re2Engine } from '@sluice/core/regex'
import { z } from 'zod'
import { GRANT_ROLES } from '../grants/issuers.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findEnvironment, type EnvironmentRow } from '../store/environment-rows.ts'
import { changeSettings, createEnvironment, withoutNull } from '../store/environments.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { byOf } from './by-of.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment } from './live-environment.ts'
import { exactOrigin } from './origin.ts'
import { environmentSchema } from './schemas.ts'

const TAG = 'Environments'
const MOST_ORIGINS = 100
const params = z.object({ environment: z.string() })

/** The key of a new environment. Also the name of a file, so lower case and without separators. */
export const environmentKey = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'Use 1 to 63 lower-case letters, digits, dots, hyphens and underscores.',
  )

const pattern = z
  .string()
  .min(1)
  .max(200)
  .refine(isPattern, 'Give an RE2 expression, without look-around and back-references.')

const settingsInput = z.strictObject({
  protected: z.boolean().optional(),
  allowedOrigins: z.array(exactOrigin).max(MOST_ORIGINS).optional(),
  namingPattern: pattern.nullable().optional().describe('`null` takes the pattern away.'),
  requireOwner: z.boolean().optional(),
  requireSunsetOn: z.boolean().optional(),
  eventRetentionDays: z
    .int()
    .min(1)
    .max(3_650)
    .nullable()
    .optional()
    .describe('`null` keeps events for good.'),
  grantRoles: z
    .array(z.enum(GRANT_ROLES))
    .nullable()
    .optional()
    .describe('An empty list ends all grants; `null` takes the setting away.'),
})

const listRoute = {
  method: 'get',
  path: '/v1/environments',
  permission: 'environments:read',
  scope: 'service',
  tag: TAG,
  summary: 'List the environments',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: z.string().optional().describe('The `next` of the page before.'),
  }),
  answers: {
    200: {
      description: 'Environments by key.',
      schema: z
        .object({ items: z.array(environmentSchema), next: z.string().optional() })
        .meta({ id: 'EnvironmentPage' }),
    },
  },
} satisfies RouteDefinition

const createRoute = {
  method: 'post',
  path: '/v1/environments',
  permission: 'environments:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Create an environment',
  description: 'It starts with an empty ruleset at version 0.',
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({ key: environmentKey, settings: settingsInput.optional() })
      .meta({ id: 'NewEnvironment' }),
  },
  answers: {
    201: {
      description: 'The environment.',
      schema: environmentSchema,
      headers: { Location: 'Its address.' },
    },
    409: { description: 'There is one of that key already.' },
  },
} satisfies RouteDefinition

const readRoute = {
  method: 'get',
  path: '/v1/environments/{environment}',
  permission: 'environments:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read an environment',
  params,
  query: z.strictObject({}),
  answers: { 200: { description: 'The environment.', schema: environmentSchema } },
} satisfies RouteDefinition

const changeRoute = {
  method: 'patch',
  path: '/v1/environments/{environment}',
  permission: 'environments:manage',
  scope: 'environment',
  tag: TAG,
  summary: 'Change the settings of an environment',
  description:
    'Settings that are not given stay as they are. A protected environment asks for a reason.',
  params,
  query: z.strictObject({}),
  headers: reasonHeaders,
  body: {
    schema: z
      .strictObject({
        settings: settingsInput,
        despiteExperiments: z
          .boolean()
          .optional()
          .describe('`true` shortens `eventRetentionDays` although experiments need the events.'),
      })
      .meta({ id: 'EnvironmentChange' }),
  },
  answers: {
    200: { description: 'The environment.', schema: environmentSchema },
    409: {
      description:
        'Events would be deleted that experiments need which are not decided (`EXPERIMENTS_NEED_EVENTS`), or rollouts that are not over (`ROLLOUTS_NEED_EVENTS`).',
    },
  },
} satisfies RouteDefinition

/** Registers environments and their settings. */
export function registerEnvironmentRoutes(router: Router, { store, once }: ApiDeps): void {
  router.route(listRoute, async ({ query: { limit, after } }) => {
    const rows = await store.read(async (db) =>
      db
        .selectFrom('environments')
        .select('key')
        .where('key', '>', after ?? '')
        .orderBy('key')
        .limit(limit + 1)
        .execute(),
    )
    const items = await Promise.all(
      rows.slice(0, limit).map(async ({ key }) => environmentAnswerOf(store, key)),
    )
    return answer({ items, ...(rows.length > limit ? { next: items.at(-1)?.key } : {}) })
  })

  router.route(createRoute, async ({ c, principal, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    return once(request, async (unit) => {
      const given = withoutNull(defined(body.settings ?? {}))
      const by = byOf(principal, headers)
      const row = await createEnvironment(store, unit, body.key, given, by)
      return {
        status: 201,
        body: environmentAnswer(row),
        headers: { Location: `/v1/environments/${row.key}` },
      }
    })
  })

  router.route(readRoute, async ({ params: { environment } }) =>
    answer(await environmentAnswerOf(store, environment)),
  )

  router.route(changeRoute, async ({ principal, params: { environment }, headers, body }) => {
    const { despiteExperiments = false } = body
    const by = { ...byOf(principal, headers), despiteExperiments }
    const row = await store.write(async (unit) =>
      changeSettings(store, unit, environment, defined(body.settings), by),
    )
    return answer(environmentAnswer(row))
  })
}

async function environmentAnswerOf(store: ApiDeps['store'], key: string) {
  const row = await store.read(async (db) => findEnvironment(db, key))
  if (row !== undefined) return environmentAnswer(row)
  liveEnvironment(store, key)
  throw new Error(`the environment ${key} is served but not stored`)
}

function environmentAnswer({ key, settings, version, createdAt, changedAt }: EnvironmentRow) {
  return {
    key,
    settings,
    version,
    createdAt: new Date(createdAt).toISOString(),
    changedAt: new Date(changedAt).toISOString(),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, own]) => own !== undefined),
  ) as Defined<T>
}

function isPattern(text: string): boolean {
  try {
    re2Engine(text)
    return true
  } catch {
    return false
  }
}
