import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findExperiment } from '../experiments/find-experiment.ts'
import { catchUp } from '../experiments/looks/catch-up.ts'
import { dueRun } from '../experiments/looks/due-looks.ts'
import { hashOf, planOf } from '../experiments/sealed-plan.ts'
import { simulatedEvents } from '../experiments/simulation/simulated-events.ts'
import type { Planning } from '../experiments/plan-experiment.ts'
import { proposePlan, proposeStart, proposeStop } from '../experiments/transitions.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { answer } from './answer.ts'
import { sourcesOf, type ExperimentApiDeps } from './experiment-deps.ts'
import { reasonHeaders } from './headers.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'

const DAY_MS = 86_400_000
const MOST_PEOPLE = 200_000
const BATCH = 500

const share = z.number().min(0).max(1)

const simulateRoute = {
  method: 'post',
  path: '/v1/environments/{environment}/experiments/{key}/simulate',
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: 'Experiments',
  summary: 'Simulate an experiment',
  description:
    'In development mode only: lets people who never were take part in an experiment as if it had begun some days ago and ended yesterday. It is marked as simulated wherever it is shown.',
  params: z.object({ environment: z.string(), key: z.string().max(128) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  body: {
    schema: z
      .strictObject({
        days: z.int().min(1).max(60),
        unitsPerDay: z.number().gt(0).max(MOST_PEOPLE),
        seed: z
          .int()
          .min(0)
          .max(2 ** 31),
        outcomes: z.record(
          z.string().min(1).max(256),
          z.strictObject({
            rate: share,
            lift: z.record(z.string(), z.number().min(-1).max(100)).optional(),
            value: z.number().min(0).max(1e9).optional(),
            afterDays: z
              .int()
              .min(0)
              .max(60)
              .optional()
              .describe('On which day after they came it happens; the first, 0, without it.'),
          }),
        ),
        attributes: z.record(z.string(), z.record(z.string(), share)).optional(),
      })
      .meta({ id: 'Simulation' }),
  },
  answers: {
    200: {
      description: 'How many events were made.',
      schema: z.object({ events: z.int(), version: z.int() }).meta({ id: 'Simulated' }),
    },
    404: { description: 'The ruleset has no such experiment.' },
    409: { description: 'It has begun already.' },
    503: { description: 'Events cannot be put on disk now.' },
  },
} satisfies RouteDefinition

/** Registers simulated experiments; for development, where something has to be there to look at. */
export function registerSimulationRoute(router: Router, deps: ExperimentApiDeps): void {
  const { store, events, now } = deps
  router.route(
    simulateRoute,
    async ({ principal, params: { environment, key }, headers, body }) => {
      if (body.days * body.unitsPerDay > MOST_PEOPLE) {
        throw new HttpError('INVALID_REQUEST', `Simulate at most ${MOST_PEOPLE} people.`, {
          status: 422,
        })
      }
      const pseudonyms = events.pseudonyms()
      if (pseudonyms === undefined) {
        throw new HttpError('EVENTS_UNAVAILABLE', 'Units cannot be named now; see the log.', {
          status: 503,
        })
      }
      const to = now()
      const from = to - body.days * DAY_MS
      const change = {
        environment,
        actor: actorOf(principalOf(principal)),
        subject: key,
        reason: reasonOfHeader(headers['sluice-reason']) ?? 'A simulation, to look at.',
        expectedVersion: undefined,
        checksNewFlags: false,
      }
      await store.write(async (unit) =>
        changeRuleset(store, unit, {
          ...change,
          action: 'experiment.start',
          propose(current) {
            const found = findExperiment(current, key)
            const plan = planOf(current, found)
            const planHash = hashOf(plan)
            const planning = unplanned(key, planHash, found.split.salt, from, body.unitsPerDay)
            const { next } = proposePlan(current, key, { plan, planHash, planning })
            const version = current.version + 1
            return proposeStart(next, key, { now: from, version, simulated: true })
          },
        }),
      )
      const { compiled } = liveEnvironment(store, environment)
      const { experiment, split } = findExperiment(compiled.ruleset, key)
      const place = {
        environment,
        experiment: key,
        flag: experiment.flag,
        unit: split.by,
        compiled,
        pseudonymOf: (unit: string, value: string) => pseudonyms(environment, unit, value),
        from,
        to,
      }
      let made = 0
      for (const batch of batches(simulatedEvents(place, body))) {
        await events.keeper.keep(batch)
        made += batch.length
      }
      const { version } = await store.write(async (unit) =>
        changeRuleset(store, unit, {
          ...change,
          action: 'experiment.stop',
          propose: (current) => proposeStop(current, key, to),
        }),
      )
      await lookAtAll(deps, environment, key)
      return answer({ events: made, version })
    },
  )
}

/** Nothing of a simulation is still to come, so that its looks wait for nobody. */
async function lookAtAll(deps: ExperimentApiDeps, environment: string, key: string): Promise<void> {
  const { store, now } = deps
  const { ruleset } = liveEnvironment(store, environment)
  const run = ruleset.experiments[key]?.run
  const due = run === undefined ? undefined : dueRun({ environment, key, ruleset, run }, now())
  if (due !== undefined) await catchUp({ store, sources: sourcesOf(deps) }, due)
}

/** What planning would have found is not known of people who never were. */
function unplanned(
  key: string,
  planHash: string,
  previousSalt: string,
  plannedAt: number,
  unitsPerDay: number,
): Planning {
  return {
    plannedAt,
    salt: `${key}-${planHash.slice(0, 8)}`,
    previousSalt,
    traffic: { unitsPerDay, from: 'given', share: 1, audience: 1 },
    size: { metrics: [], units: null, weeks: null, reachable: 0 },
    balance: null,
    warnings: [],
  }
}

function* batches<T>(items: Iterable<T>): Generator<T[], void, undefined> {
  let batch: T[] = []
  for (const item of items) {
    if (batch.push(item) < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
