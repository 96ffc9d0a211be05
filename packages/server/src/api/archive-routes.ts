import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findArchived, learnFrom, notArchived, searchArchive } from '../experiments/archive.ts'
import { requireReason } from '../rulesets/reason.ts'
import { answer } from './answer.ts'
import { archivedAnswer } from './experiment-answers.ts'
import type { ExperimentApiDeps } from './experiment-deps.ts'
import { archivedSchema, lessonSchema } from './experiment-schemas.ts'
import { reasonHeaders } from './headers.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { pageOf, pageQuery } from './paging.ts'
import { reasonOfHeader } from './reason.ts'

const TAG = 'Experiments'
const path = '/v1/environments/{environment}/experiment-archive'
const params = z.object({ environment: z.string(), key: z.string().max(128) })

const listRoute = {
  method: 'get',
  path,
  permission: 'events:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Search the experiments that are over',
  description:
    'The latest decision first: what was asked, the numbers, what was decided and why, and what it taught.',
  params: z.object({ environment: z.string() }),
  query: pageQuery.extend({
    search: z
      .string()
      .max(200)
      .default('')
      .describe('Words that are all somewhere in it: title, hypothesis, tags, decision, lesson.'),
  }),
  answers: {
    200: {
      description: 'A page of experiments.',
      schema: z
        .object({ items: z.array(archivedSchema), next: z.int().optional() })
        .meta({ id: 'ExperimentArchive' }),
    },
  },
} satisfies RouteDefinition

const readRoute = {
  method: 'get',
  path: `${path}/{key}`,
  permission: 'events:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read an experiment that is over',
  params,
  query: z.strictObject({}),
  answers: {
    200: { description: 'The experiment.', schema: archivedSchema },
    404: { description: 'The archive has no such experiment.' },
  },
} satisfies RouteDefinition

const learnRoute = {
  method: 'patch',
  path: `${path}/{key}`,
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Write down what an experiment taught',
  params,
  query: z.strictObject({}),
  headers: reasonHeaders,
  body: {
    schema: z.strictObject({ learned: lessonSchema }).meta({ id: 'ExperimentLesson' }),
  },
  answers: {
    200: { description: 'The experiment.', schema: archivedSchema },
    404: { description: 'The archive has no such experiment.' },
  },
} satisfies RouteDefinition

/** Registers the archive of experiments. */
export function registerArchiveRoutes(router: Router, { store }: ExperimentApiDeps): void {
  router.route(listRoute, async ({ params: { environment }, query }) => {
    const { limit, before = Number.MAX_SAFE_INTEGER, search } = query
    const found = await store.read(async (db) =>
      searchArchive(db, { environment, search, limit, before }),
    )
    return answer(
      pageOf(
        found,
        limit,
        (one) => one.decision.decidedAt,
        (one) => archivedAnswer(environment, one),
      ),
    )
  })

  router.route(readRoute, async ({ params: { environment, key } }) => {
    const found = await store.read(async (db) => findArchived(db, environment, key))
    if (found === undefined) throw notArchived(key)
    return answer(archivedAnswer(environment, found))
  })

  router.route(learnRoute, async ({ principal, params: { environment, key }, headers, body }) => {
    const { settings } = liveEnvironment(store, environment)
    const reason = reasonOfHeader(headers['sluice-reason'])
    requireReason(settings, reason)
    const { learned } = body
    const archived = await store.write(async (unit) => {
      const before = await learnFrom(unit.db, environment, key, learned)
      await unit.audit({
        environment,
        actor: actorOf(principalOf(principal)),
        action: 'experiment.learn',
        subject: key,
        reason,
        before: { learned: before.learned },
        after: { learned },
      })
      return before
    })
    return answer(archivedAnswer(environment, { ...archived, learned }))
  })
}
