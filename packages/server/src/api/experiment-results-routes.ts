import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { HttpError } from '../http/http-error.ts'
import { freezeResults, listSnapshots, readSnapshot } from '../experiments/snapshots.ts'
import { answer } from './answer.ts'
import { answerResults } from './compute-answer.ts'
import { snapshotAnswer } from './experiment-answers.ts'
import type { ExperimentApiDeps } from './experiment-deps.ts'
import { resultsSchema } from './experiment-schemas.ts'
import { onceHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { readingOf, readingQuery } from './reading-query.ts'
import { reasonOfHeader } from './reason.ts'

const TAG = 'Experiments'
const path = '/v1/environments/{environment}/experiments/{key}'
const params = z.object({ environment: z.string(), key: z.string().max(128) })

const MOST_SNAPSHOTS = 50

const resultsRoute = {
  method: 'get',
  path: `${path}/results`,
  permission: 'events:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read the results of an experiment',
  description:
    'Health first, then the metrics, then a verdict: read from the events by the plan that was sealed, with the queries that were run. Read otherwise, by `alpha`, `correction`, `covariates`, `from` or `to`, they say in `differs` how, and decide nothing. What is decided keeps the results that it was decided by. Values of segments that fewer than 20 units of a variant have are not told.',
  params,
  query: z.strictObject({
    include: z
      .literal('sinceExposure')
      .optional()
      .describe(
        '`sinceExposure` also tells the primary metrics by the day since the first exposure.',
      ),
    ...readingQuery,
  }),
  answers: {
    200: {
      description: 'The results, as of now; of what is decided, as it was decided by.',
      schema: resultsSchema,
    },
    404: { description: 'There is no such experiment.' },
    409: { description: 'It has not begun.' },
    503: { description: 'The event store does not answer now. Flags are served all the same.' },
  },
} satisfies RouteDefinition

const freezeRoute = {
  method: 'post',
  path: `${path}/snapshots`,
  permission: 'experiments:note',
  scope: 'environment',
  tag: TAG,
  summary: 'Freeze the results of an experiment',
  description: 'Keeps the results as they are now, under an address that answers them for good.',
  params,
  query: z.strictObject({}),
  headers: onceHeaders,
  body: { schema: z.strictObject({}), optional: true },
  answers: {
    201: {
      description: 'The frozen results.',
      schema: resultsSchema,
      headers: { Location: 'Their address.' },
    },
    404: { description: 'There is no such experiment.' },
    409: { description: 'It has not begun.' },
    503: { description: 'The event store does not answer now.' },
  },
} satisfies RouteDefinition

const snapshotRoute = {
  method: 'get',
  path: `${path}/snapshots/{id}`,
  permission: 'events:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read frozen results',
  description: 'The same for good, whatever comes in later.',
  params: params.extend({ id: z.string().max(64) }),
  query: z.strictObject({}),
  answers: {
    200: { description: 'The results as they were frozen.', schema: resultsSchema },
    404: { description: 'Nothing was frozen under this name.' },
  },
} satisfies RouteDefinition

/** Registers reading and freezing results. */
export function registerExperimentResultsRoutes(router: Router, deps: ExperimentApiDeps): void {
  const { store, once } = deps

  router.route(resultsRoute, async ({ params: { environment, key }, query }) => {
    const body = await answerResults(deps, environment, key, {
      sinceExposure: query.include === 'sinceExposure',
      reading: readingOf(query, liveEnvironment(store, environment).ruleset),
    })
    const frozen = await store.read(async (db) =>
      listSnapshots(db, environment, key, MOST_SNAPSHOTS),
    )
    const snapshots = frozen.map((one) => snapshotAnswer(environment, one))
    return answer({ ...body, snapshots, snapshot: null })
  })

  router.route(
    freezeRoute,
    async ({ c, principal, params: { environment, key }, headers, body }) => {
      const results = await answerResults(deps, environment, key, { sinceExposure: true })
      const request = repeatable({ c, principal, headers, body })
      const actor = actorOf(principalOf(principal))
      const reason = reasonOfHeader(headers['sluice-reason'])
      return once(request, async (unit) => {
        const snapshot = await freezeResults(unit.db, results, {
          environment,
          experiment: key,
          createdAt: unit.now,
          createdBy: actor,
        })
        await unit.audit({
          environment,
          actor,
          action: 'experiment.snapshot',
          subject: key,
          reason,
          before: null,
          after: { snapshot: snapshot.id },
        })
        const own = snapshotAnswer(environment, snapshot)
        return {
          status: 201,
          body: { ...results, snapshots: [own], snapshot: own },
          headers: { Location: own.href },
        }
      })
    },
  )

  router.route(snapshotRoute, async ({ params: { environment, key, id } }) => {
    const [frozen, all] = await store.read(async (db) =>
      Promise.all([
        readSnapshot(db, environment, key, id),
        listSnapshots(db, environment, key, MOST_SNAPSHOTS),
      ]),
    )
    if (frozen === undefined) {
      throw new HttpError('SNAPSHOT_NOT_FOUND', `Nothing of "${key}" was frozen under this name.`, {
        status: 404,
      })
    }
    const snapshots = all.map((one) => snapshotAnswer(environment, one))
    // Read by itself: the list has the latest alone, and a link to an older one stays what it is.
    return answer({
      ...frozen.results,
      snapshots,
      snapshot: snapshotAnswer(environment, frozen.snapshot),
    })
  })
}
