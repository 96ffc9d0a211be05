import { rulesetDocument } from '@sluice/core/schema'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { AuditAction } from '../audit/audit-entry.ts'
import type { Principal } from '../auth/principal.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { refuseArchived } from '../experiments/archive.ts'
import { countedSince } from '../experiments/counted-since.ts'
import { experimentOf } from '../experiments/find-experiment.ts'
import { refuseShortRetention } from '../experiments/kept-events.ts'
import { planExperiment, type Planning } from '../experiments/plan-experiment.ts'
import { sealedPlan } from '../experiments/sealed-plan.ts'
import { powerOfSealed } from '../experiments/sealed-power.ts'
import { listSnapshots } from '../experiments/snapshots.ts'
import { proposePlan, proposeStart, proposeStop } from '../experiments/transitions.ts'
import { changeRuleset, type RulesetChange } from '../rulesets/change-ruleset.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { answer } from './answer.ts'
import { writtenOutcome } from './change-answer.ts'
import { snapshotAnswer, summaryAnswer } from './experiment-answers.ts'
import { sourcesOf, type ExperimentApiDeps } from './experiment-deps.ts'
import { experimentSchema, experimentSummarySchema, plannedSchema } from './experiment-schemas.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'
import { writeAnswerSchema } from './schemas.ts'

const TAG = 'Experiments'
const path = '/v1/environments/{environment}/experiments'
const params = z.object({ environment: z.string(), key: z.string().max(128) })

const listRoute = {
  method: 'get',
  path,
  permission: 'rules:read',
  scope: 'environment',
  tag: TAG,
  summary: 'List the experiments of a ruleset',
  description: 'By key. Those that are over are in the archive.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: z.string().max(128).optional().describe('The `next` of the page before.'),
  }),
  answers: {
    200: {
      description: 'A page of experiments.',
      schema: z
        .object({ items: z.array(experimentSummarySchema), next: z.string().optional() })
        .meta({ id: 'ExperimentPage' }),
    },
  },
} satisfies RouteDefinition

const readRoute = {
  method: 'get',
  path: `${path}/{key}`,
  permission: 'rules:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read an experiment',
  description: 'The document, the sealed plan, and what planning found.',
  params,
  query: z.strictObject({}),
  answers: {
    200: { description: 'The experiment.', schema: experimentSchema },
    404: { description: 'The ruleset has no such experiment.' },
  },
} satisfies RouteDefinition

const CHANGES = {
  200: { description: 'What changed.', schema: writeAnswerSchema },
  404: { description: 'The ruleset has no such experiment.' },
  409: { description: 'The experiment is too far for that, or not far enough.' },
  412: { description: 'It was changed since it was planned.' },
}

const planRoute = {
  method: 'post',
  path: `${path}/{key}/plan`,
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Plan an experiment',
  description:
    'Refuses what cannot work: metrics that nothing comes in for, no traffic, power out of reach. Computes how large it has to be, warns of overlaps and of attributes that should not decide, and picks the salt that leaves the variants most alike in the covariates of recent units. All of it is kept with the experiment. With `dryRun`, what runs already answers too: from its sealed plan, by the traffic that there is now.',
  params,
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).optional().describe('`true` keeps nothing.'),
  }),
  headers: reasonHeaders,
  body: {
    schema: z
      .strictObject({
        unitsPerDay: z
          .number()
          .gt(0)
          .max(1e9)
          .optional()
          .describe('New units a day that meet the flag; counted from events without it.'),
      })
      .meta({ id: 'ExperimentPlanning' }),
    optional: true,
  },
  answers: {
    200: { description: 'What was found.', schema: plannedSchema },
    404: CHANGES[404],
    409: CHANGES[409],
    412: CHANGES[412],
    503: { description: 'The event store does not answer now.' },
  },
} satisfies RouteDefinition

const startRoute = {
  method: 'post',
  path: `${path}/{key}/start`,
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Start an experiment',
  description:
    'Seals the plan: its hash is in the ruleset and in every result. The rule gets the salt that was picked, and what it serves from then on is counted.',
  params,
  query: z.strictObject({}),
  headers: onceHeaders,
  body: { schema: z.strictObject({}), optional: true },
  answers: CHANGES,
} satisfies RouteDefinition

const stopRoute = {
  ...startRoute,
  path: `${path}/{key}/stop`,
  summary: 'Stop an experiment',
  description:
    'Ends counting. Whoever has a variant keeps it until somebody decides; to take it away at once, turn the flag off.',
} satisfies RouteDefinition

/** Registers reading experiments, and taking them from a draft to their end. */
export function registerExperimentRoutes(router: Router, deps: ExperimentApiDeps): void {
  const { store, once, events } = deps

  router.route(listRoute, async ({ params: { environment }, query: { limit, after } }) => {
    const { ruleset } = liveEnvironment(store, environment)
    const { experiments } = ruleset
    const rest = Object.entries(experiments)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .filter(([key]) => after === undefined || key > after)
    const shown = rest.slice(0, limit)
    const next = rest.length > shown.length ? { next: shown.at(-1)?.[0] } : {}
    const since = await countedSince(store, environment, ruleset, shown)
    const items = shown.map(([key, one]) => summaryAnswer(key, one, since.get(key)))
    return answer({ items, ...next })
  })

  router.route(readRoute, async ({ params: { environment, key } }) => {
    const { ruleset } = liveEnvironment(store, environment)
    const experiment = experimentOf(ruleset, key)
    const { experiments } = rulesetDocument({ ...ruleset, experiments: { [key]: experiment } })
    const since = await countedSince(store, environment, ruleset, [[key, experiment]])
    const snapshots = await store.read(async (db) => listSnapshots(db, environment, key, 50))
    return answer({
      ...summaryAnswer(key, experiment, since.get(key)),
      document: (experiments as Record<string, unknown> | undefined)?.[key],
      plan: experiment.run?.plan ?? null,
      planning: experiment.run?.planning ?? null,
      snapshots: snapshots.map((one) => snapshotAnswer(environment, one)),
    })
  })

  router.route(
    planRoute,
    async ({ principal, params: { environment, key }, query, headers, body }) => {
      const { ruleset, settings } = liveEnvironment(store, environment)
      await store.read(async (db) => refuseArchived(db, environment, [key]))
      const sources = {
        ...sourcesOf(deps),
        now: deps.now(),
        settings,
        recentUnits: (unit: string) =>
          events.pseudonyms()?.recent(environment, unit) ?? new Map<string, string>(),
      }
      const { run } = experimentOf(ruleset, key)
      if (query.dryRun === 'true' && run?.startedAt !== undefined) {
        const plan = sealedPlan(run.plan)
        const stored = run.planning as unknown as Planning
        const sealed = { environment, plan, planning: stored, startedAt: run.startedAt }
        const planning = await powerOfSealed(sources, sealed, body)
        return answer({ key, planHash: run.planHash, planning, stored: false })
      }
      const planned = await planExperiment(sources, ruleset, environment, key, body)
      const { planHash, planning } = planned
      if (query.dryRun === 'true') {
        proposePlan(ruleset, key, planned)
        return answer({ key, planHash, planning, stored: false })
      }
      const { version } = await store.write(async (unit) =>
        change(store, unit, {
          environment,
          key,
          principal,
          action: 'experiment.plan',
          reason: headers['sluice-reason'],
          propose: (current) => proposePlan(current, key, planned),
        }),
      )
      return answer({ key, planHash, planning, stored: true, version })
    },
  )

  router.route(
    startRoute,
    async ({ c, principal, params: { environment, key }, headers, body }) => {
      const request = repeatable({ c, principal, headers, body })
      return once(request, async (unit) =>
        writtenOutcome(
          await change(store, unit, {
            environment,
            key,
            principal,
            action: 'experiment.start',
            reason: headers['sluice-reason'],
            propose(current, settings) {
              const at = { now: unit.now, version: current.version + 1 }
              const started = proposeStart(current, key, { ...at, simulated: false })
              const { run } = experimentOf(current, key)
              if (run !== undefined) refuseShortRetention(sealedPlan(run.plan), settings)
              return started
            },
          }),
        ),
      )
    },
  )

  router.route(stopRoute, async ({ c, principal, params: { environment, key }, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    return once(request, async (unit) =>
      writtenOutcome(
        await change(store, unit, {
          environment,
          key,
          principal,
          action: 'experiment.stop',
          reason: headers['sluice-reason'],
          propose: (current) => proposeStop(current, key, unit.now),
        }),
      ),
    )
  })
}

async function change(
  store: Store,
  unit: Unit,
  {
    environment,
    key,
    principal,
    action,
    reason,
    propose,
  }: {
    readonly environment: string
    readonly key: string
    readonly principal: Principal | undefined
    readonly action: AuditAction
    readonly reason: string | undefined
    readonly propose: RulesetChange['propose']
  },
): ReturnType<typeof changeRuleset> {
  return changeRuleset(store, unit, {
    environment,
    actor: actorOf(principalOf(principal)),
    action,
    subject: key,
    reason: reasonOfHeader(reason),
    expectedVersion: undefined,
    checksNewFlags: false,
    propose,
  })
}
