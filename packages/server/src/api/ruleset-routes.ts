import type { Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { RULESET_LIMIT_BYTES } from '../http/read-body.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { changeRuleset, previewChange, stale } from '../rulesets/change-ruleset.ts'
import { liveRuleset } from '../rulesets/parse-document.ts'
import { refuseArchived } from '../experiments/archive.ts'
import { refuseSources } from '../measure/prometheus/refuse-sources.ts'
import type { Proposal } from '../rulesets/propose.ts'
import { replaceRuleset } from '../rulesets/replace.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { changeAnswer, writtenAnswer } from './change-answer.ts'
import { conditionalHeaders, replaceHeaders } from './headers.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { expectedVersion, namesTag, requiredVersion, versionTag } from './preconditions.ts'
import { reasonOfHeader } from './reason.ts'
import { rulesetAt } from './ruleset-at.ts'
import { dryRunSchema, rulesetDocumentSchema, writeAnswerSchema } from './schemas.ts'

const TAG = 'Rulesets'
const ETAG = { ETag: 'The version, in quotes.' }
const path = '/v1/environments/{environment}/ruleset'
const params = z.object({ environment: z.string() })

// Digits and nothing else: a coerced number would read an empty text as version 0.
const versionQuery = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, 'Give the number of a version, such as 42.')
  .transform(Number)
  .optional()
  .describe('The version to read; the one that is served now without it.')

const readRoute = {
  method: 'get',
  path,
  permission: 'rules:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read a ruleset',
  description:
    'The document as people write it: without versions, defaults left out, archived flags only when asked for. As it is now, or as it was at an earlier version.',
  params,
  query: z.strictObject({
    version: versionQuery,
    include: z.literal('archived').optional().describe('`archived` shows archived flags too.'),
  }),
  headers: conditionalHeaders,
  answers: {
    200: { description: 'The document.', schema: rulesetDocumentSchema, headers: ETAG },
    304: { description: 'The version is still the one of If-None-Match.' },
    404: { description: 'There is no such environment or version.' },
  },
} satisfies RouteDefinition

const replaceRoute = {
  method: 'put',
  path,
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: TAG,
  summary: 'Replace a ruleset',
  description:
    'Makes a new version from a whole document. A flag that the document leaves out is archived; a document that names an archived flag again is refused. A document that changes nothing makes no version.',
  params,
  query: z.strictObject({
    dryRun: z
      .enum(['true', 'false'])
      .optional()
      .describe('`true` checks the document and shows what it would change.'),
  }),
  headers: replaceHeaders,
  body: {
    schema: rulesetDocumentSchema,
    limitBytes: RULESET_LIMIT_BYTES,
    unchecked: true,
    description: 'The document, up to 4 MiB.',
  },
  answers: {
    200: {
      description: 'What changed; with `dryRun`, what would change.',
      schema: z.union([writeAnswerSchema, dryRunSchema]),
      headers: ETAG,
    },
    409: {
      description:
        'An experiment runs that the document changes or leaves out, one that it adds is in the archive, a flag in it was rolled back and its incident is open, or a rollout goes by a metric that it changes (`METRIC_IN_USE`).',
    },
    412: {
      description: 'Somebody else changed the ruleset; `currentVersion` says what to read again.',
    },
    428: { description: 'If-Match is missing.' },
  },
} satisfies RouteDefinition

/** Registers reading and replacing a whole ruleset. */
export function registerRulesetRoutes(
  router: Router,
  { store, now, metricSources }: ApiDeps,
): void {
  const replace = (current: Ruleset, body: unknown): Proposal => {
    const proposal = replaceRuleset(current, body)
    refuseSources(proposal.next.metrics, metricSources)
    return proposal
  }

  router.route(readRoute, async ({ params: { environment }, query, headers }) => {
    const live = liveEnvironment(store, environment)
    const ruleset = await rulesetAt(store, live, query.version ?? live.ruleset.version)
    const tag = versionTag(ruleset.version)
    const all = query.include === 'archived'
    // The two forms of a version are not the same bytes, and only the plain one is what If-Match speaks of.
    if (!all && namesTag(headers['if-none-match'], tag))
      return new Response(null, { status: 304, headers: { ETag: tag } })
    return answer(rulesetDocument(all ? ruleset : liveRuleset(ruleset)), 200, { ETag: tag })
  })

  router.route(
    replaceRoute,
    async ({ principal, params: { environment }, query, headers, body }) => {
      if (query.dryRun === 'true') {
        const { ruleset, settings } = liveEnvironment(store, environment)
        const expected = expectedVersion(headers['if-match'])
        if (expected !== undefined && expected !== ruleset.version) throw stale(ruleset.version)
        const changes = await previewChange(ruleset, settings, now(), (current) =>
          replace(current, body),
        )
        const added = changes.flatMap(({ subject, kind, key }) =>
          subject === 'experiment' && kind === 'added' ? [key] : [],
        )
        await store.read(async (db) => refuseArchived(db, environment, added))
        const tag = { ETag: versionTag(ruleset.version) }
        return answer(
          { currentVersion: ruleset.version, changes: changes.map(changeAnswer) },
          200,
          tag,
        )
      }
      const expected = requiredVersion(headers['if-match'])
      const outcome = await store.write(async (unit) =>
        changeRuleset(store, unit, {
          environment,
          actor: actorOf(principalOf(principal)),
          action: 'ruleset.replace',
          subject: null,
          reason: reasonOfHeader(headers['sluice-reason']),
          expectedVersion: expected,
          checksNewFlags: true,
          async propose(current) {
            const proposal = replace(current, body)
            const added = Object.keys(proposal.next.experiments).filter(
              (one) => !Object.hasOwn(current.experiments, one),
            )
            await refuseArchived(unit.db, environment, added)
            return proposal
          },
        }),
      )
      return writtenAnswer(outcome)
    },
  )
}
