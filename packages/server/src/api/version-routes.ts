import type { Ruleset } from '@sluice/core'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { changesBetween } from '../rulesets/change.ts'
import { changeRuleset, stale } from '../rulesets/change-ruleset.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { rollBackFlag, rollBackRuleset } from '../rulesets/roll-back.ts'
import { findRuleset } from '../store/environment-rows.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { changeAnswer, writtenOutcome } from './change-answer.ts'
import { rollbackHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { pageOf, pageQuery } from './paging.ts'
import { expectedVersion, versionTag } from './preconditions.ts'
import { REASON_LIMIT, reasonOf, reasonOfHeader } from './reason.ts'
import { noVersion } from './ruleset-at.ts'
import { dryRunSchema, versionSchema, writeAnswerSchema } from './schemas.ts'
import type { Tables } from '../store/tables.ts'

const TAG = 'Versions'

type Db = Kysely<Tables>

const rollbackPreviewSchema = dryRunSchema
  .extend({ stops: z.array(z.string()).describe('Experiments that it would stop.') })
  .meta({ id: 'RollbackPreview' })

const params = z.object({ environment: z.string() })

const listRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/versions',
  permission: 'rules:read',
  scope: 'environment',
  tag: TAG,
  summary: 'List the versions of a ruleset',
  description: 'Newest first. What each part was before and after is in the audit log.',
  params,
  query: pageQuery,
  answers: {
    200: {
      description: 'A page of versions.',
      schema: z
        .object({ items: z.array(versionSchema), next: z.int().optional() })
        .meta({ id: 'VersionPage' }),
    },
  },
} satisfies RouteDefinition

const rollbackRoute = {
  method: 'post',
  path: '/v1/environments/{environment}/rollback',
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Go back to a version',
  description:
    'Makes a new version equal to an old one, for the whole ruleset or for one flag. What comes back goes through every cache and every stability contract. A single flag that others require is refused with their names.',
  params,
  query: z.strictObject({
    dryRun: z
      .enum(['true', 'false'])
      .optional()
      .describe('`true` shows what it would change, and which experiments it would stop.'),
  }),
  headers: rollbackHeaders,
  body: {
    schema: z
      .strictObject({
        toVersion: z.int().min(0).describe('The version to be equal to.'),
        flag: z
          .string()
          .max(128)
          .optional()
          .describe('Only this flag; the whole ruleset without it.'),
        endExperiments: z
          .boolean()
          .optional()
          .describe(
            '`true` also stops the experiments that run and that the version has no rule for; what they found stays, and `decide` takes them to the archive.',
          ),
        reason: z
          .string()
          .max(REASON_LIMIT)
          .optional()
          .describe(
            'Why, before what `Sluice-Reason` says. One of the two is required in a protected environment.',
          ),
      })
      .meta({ id: 'Rollback' }),
  },
  answers: {
    200: {
      description: 'What changed; with `dryRun`, what would change.',
      schema: z.union([writeAnswerSchema, rollbackPreviewSchema]),
      headers: { ETag: 'The version, in quotes.' },
    },
    404: { description: 'There is no such version, or the flag was not in it.' },
    409: {
      description:
        'An experiment runs that the version has no rule for (`EXPERIMENT_RUNNING`), or a flag was rolled back and its incident is open.',
    },
    412: { description: 'The ruleset is at another version.' },
  },
} satisfies RouteDefinition

/** Registers the history of a ruleset and the way back. */
export function registerVersionRoutes(router: Router, { store, once, now }: ApiDeps): void {
  router.route(listRoute, async ({ params: { environment }, query: { limit, before } }) => {
    const rows = await store.read(async (db) =>
      db
        .selectFrom('ruleset_versions')
        .select(['version', 'actor', 'action', 'reason', 'changes', 'created_at'])
        .where('environment', '=', environment)
        .where('version', '<', before ?? Number.MAX_SAFE_INTEGER)
        .orderBy('version', 'desc')
        .limit(limit + 1)
        .execute(),
    )
    return answer(
      pageOf(
        rows,
        limit,
        (row) => row.version,
        (row) => ({
          version: row.version,
          createdAt: new Date(row.created_at).toISOString(),
          actor: JSON.parse(row.actor) as unknown,
          action: row.action,
          reason: row.reason,
          changes: JSON.parse(row.changes) as unknown,
        }),
      ),
    )
  })

  router.route(
    rollbackRoute,
    async ({ c, principal, params: { environment }, query, headers, body }) => {
      const { toVersion, flag } = body
      const proposed = async (db: Db, current: Ruleset, now: number): Promise<Proposal> => {
        const target = await findRuleset(db, environment, toVersion)
        if (target === undefined) throw noVersion(environment, toVersion)
        const choice = { now, endExperiments: body.endExperiments === true }
        return flag === undefined
          ? rollBackRuleset(current, target.ruleset, choice)
          : rollBackFlag(current, target.ruleset, flag, choice)
      }
      if (query.dryRun === 'true') {
        const { ruleset } = liveEnvironment(store, environment)
        const expected = expectedVersion(headers['if-match'])
        if (expected !== undefined && expected !== ruleset.version) throw stale(ruleset.version)
        const { next } = await store.read(async (db) => proposed(db, ruleset, now()))
        return answer(
          {
            currentVersion: ruleset.version,
            changes: changesBetween(ruleset, next).map(changeAnswer),
            stops: stoppedBetween(ruleset, next),
          },
          200,
          { ETag: versionTag(ruleset.version) },
        )
      }
      const request = repeatable({ c, principal, headers, body })
      return once(request, async (unit) => {
        const outcome = await changeRuleset(store, unit, {
          environment,
          actor: actorOf(principalOf(principal)),
          action: flag === undefined ? 'ruleset.rollback' : 'flag.rollback',
          subject: flag ?? null,
          reason: reasonOf(body.reason) ?? reasonOfHeader(headers['sluice-reason']),
          expectedVersion: expectedVersion(headers['if-match']),
          checksNewFlags: false,
          propose: async (current) => proposed(unit.db, current, unit.now),
        })
        return writtenOutcome(outcome)
      })
    },
  )
}

/** The experiments that a change stops. */
function stoppedBetween(current: Ruleset, next: Ruleset): string[] {
  return Object.entries(current.experiments).flatMap(([key, { run }]) =>
    run?.status === 'running' && next.experiments[key]?.run?.status === 'stopped' ? [key] : [],
  )
}
