import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { rollBackFlag, rollBackRuleset } from '../rulesets/roll-back.ts'
import { findRuleset } from '../store/environment-rows.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { writtenOutcome } from './change-answer.ts'
import { rollbackHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { principalOf } from './live-environment.ts'
import { pageOf, pageQuery } from './paging.ts'
import { expectedVersion } from './preconditions.ts'
import { REASON_LIMIT, reasonOf, reasonOfHeader } from './reason.ts'
import { noVersion } from './ruleset-at.ts'
import { versionSchema, writeAnswerSchema } from './schemas.ts'

const TAG = 'Versions'
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
  query: z.strictObject({}),
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
      description: 'What changed.',
      schema: writeAnswerSchema,
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
export function registerVersionRoutes(router: Router, { store, once }: ApiDeps): void {
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

  router.route(rollbackRoute, async ({ c, principal, params: { environment }, headers, body }) => {
    const { toVersion, flag } = body
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
        async propose(current) {
          const target = await findRuleset(unit.db, environment, toVersion)
          if (target === undefined) throw noVersion(environment, toVersion)
          const choice = { now: unit.now, endExperiments: body.endExperiments === true }
          return flag === undefined
            ? rollBackRuleset(current, target.ruleset, choice)
            : rollBackFlag(current, target.ruleset, flag, choice)
        },
      })
      return writtenOutcome(outcome)
    })
  })
}
