import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { HttpError } from '../http/http-error.ts'
import { archiveExperiment } from '../experiments/archive.ts'
import { findBegun, resultsOf } from '../experiments/load-run.ts'
import { freezeResults, listSnapshots, readSnapshot } from '../experiments/snapshots.ts'
import { proposeDecision } from '../experiments/transitions.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { answer } from './answer.ts'
import { writtenOutcome } from './change-answer.ts'
import { numbersOf, resultsAnswer, snapshotAnswer, snapshotHref } from './experiment-answers.ts'
import { sourcesOf, type ExperimentApiDeps } from './experiment-deps.ts'
import { resultsSchema } from './experiment-schemas.ts'
import { onceHeaders } from './headers.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { REASON_LIMIT, reasonOf, reasonOfHeader } from './reason.ts'
import { writeAnswerSchema } from './schemas.ts'

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
    'Health first, then the metrics, then a verdict: read from the events by the plan that was sealed, with the queries that were run. Values of segments that fewer than 20 units of a variant have are not told.',
  params,
  query: z.strictObject({
    include: z
      .literal('sinceExposure')
      .optional()
      .describe(
        '`sinceExposure` also tells the primary metrics by the day since the first exposure.',
      ),
  }),
  answers: {
    200: { description: 'The results, as of now.', schema: resultsSchema },
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

const decideRoute = {
  method: 'post',
  path: `${path}/decide`,
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Decide an experiment',
  description:
    'Gives everybody one variant: `ship` a treatment, `roll_back` to the control, or `end` without a winner, which also gives the control. The results are frozen, and all of it goes to the archive. Where health greys the verdict, `ship` takes `acknowledge`.',
  params,
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({
        decision: z.enum(['ship', 'roll_back', 'end']),
        variant: z
          .string()
          .max(128)
          .optional()
          .describe('What `ship` gives everybody; the one of the verdict without it.'),
        reason: z
          .string()
          .max(REASON_LIMIT)
          .optional()
          .describe('Why; here or in `Sluice-Reason`.'),
        learned: z.string().max(10_000).optional().describe('What it taught, for the archive.'),
        acknowledge: z
          .boolean()
          .optional()
          .describe('`true` ships although health greys the verdict.'),
      })
      .meta({ id: 'ExperimentDecision' }),
  },
  answers: {
    200: { description: 'What changed.', schema: writeAnswerSchema },
    404: { description: 'The ruleset has no such experiment.' },
    409: { description: 'It does not run, or its verdict is grey and nobody acknowledged that.' },
    503: { description: 'The event store does not answer now.' },
  },
} satisfies RouteDefinition

/** Registers reading, freezing and acting on results. */
export function registerExperimentResultsRoutes(router: Router, deps: ExperimentApiDeps): void {
  const { store, once } = deps

  const computed = async (environment: string, key: string, sinceExposure: boolean) => {
    const { ruleset } = liveEnvironment(store, environment)
    const begun = await findBegun(store, ruleset, environment, key)
    const sources = sourcesOf(deps)
    const results = await resultsOf(store, sources, ruleset, environment, begun, { sinceExposure })
    return { begun, results, body: resultsAnswer(environment, begun, results) }
  }

  router.route(resultsRoute, async ({ params: { environment, key }, query }) => {
    const { body } = await computed(environment, key, query.include === 'sinceExposure')
    const frozen = await store.read(async (db) =>
      listSnapshots(db, environment, key, MOST_SNAPSHOTS),
    )
    const snapshots = frozen.map((one) => snapshotAnswer(environment, one))
    return answer({ ...body, snapshots, snapshot: null })
  })

  router.route(
    freezeRoute,
    async ({ c, principal, params: { environment, key }, headers, body }) => {
      const { body: results } = await computed(environment, key, true)
      const request = {
        principal,
        key: headers['idempotency-key'],
        target: `POST ${c.req.path}`,
        body,
      }
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
    const own = snapshots.find((one) => one.id === id) ?? null
    return answer({ ...frozen, snapshots, snapshot: own })
  })

  router.route(
    decideRoute,
    async ({ c, principal, params: { environment, key }, headers, body }) => {
      const { begun, results, body: frozen } = await computed(environment, key, true)
      const reason = reasonOf(body.reason) ?? reasonOfHeader(headers['sluice-reason'])
      if (reason === null) {
        throw new HttpError(
          'REASON_REQUIRED',
          'Every decision has a reason; give it in `reason`.',
          {
            status: 422,
          },
        )
      }
      const { control } = results.plan
      const { verdict } = results.analysis
      const chosen = body.variant ?? verdict.treatment
      const variant = body.decision === 'ship' ? chosen : control
      if (variant === undefined || (body.decision === 'ship' && variant === control)) {
        throw new HttpError(
          'INVALID_REQUEST',
          'Say which treatment is shipped: the verdict names none. To go back to the control, decide "roll_back" or "end".',
          { status: 422 },
        )
      }
      if (body.decision === 'ship' && results.isGrey && body.acknowledge !== true) {
        throw new HttpError(
          'VERDICT_GREY',
          `The results cannot be trusted as they stand: ${results.grey.map(({ message }) => message).join(' ')} Mend that, or ship all the same with "acknowledge": true.`,
          { status: 409, members: { grey: results.grey } },
        )
      }
      const actor = actorOf(principalOf(principal))
      const request = {
        principal,
        key: headers['idempotency-key'],
        target: `POST ${c.req.path}`,
        body,
      }
      return once(request, async (unit) => {
        const outcome = await changeRuleset(store, unit, {
          environment,
          actor,
          action: 'experiment.decide',
          subject: key,
          reason,
          expectedVersion: undefined,
          checksNewFlags: false,
          propose: (current) => proposeDecision(current, key, variant),
        })
        const by = { createdAt: unit.now, createdBy: actor }
        const snapshot = await freezeResults(unit.db, frozen, {
          environment,
          experiment: key,
          ...by,
        })
        await archiveExperiment(unit.db, environment, {
          key,
          experiment: begun.experiment,
          run: { ...begun.run, ...stoppedNow(begun.run, unit.now, results.allocationVersion) },
          decision: {
            decision: body.decision,
            variant,
            reason,
            decidedAt: unit.now,
            decidedBy: actor,
            verdict: { ...verdict, isGrey: results.isGrey },
            snapshot: snapshot.id,
          },
          numbers: numbersOf(results),
          learned: body.learned ?? null,
        })
        const written = writtenOutcome(outcome)
        return {
          ...written,
          headers: { ...written.headers, Location: snapshotHref(environment, key, snapshot.id) },
        }
      })
    },
  )
}

function stoppedNow(
  { stoppedAt, stoppedAllocation }: { stoppedAt?: number; stoppedAllocation?: number },
  now: number,
  allocation: number,
): { stoppedAt: number; stoppedAllocation: number; status: 'stopped' } {
  return {
    status: 'stopped',
    stoppedAt: stoppedAt ?? now,
    stoppedAllocation: stoppedAllocation ?? allocation,
  }
}
