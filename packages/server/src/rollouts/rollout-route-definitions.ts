import { z } from 'zod'
import { conditionalHeaders, onceHeaders } from '../api/headers.ts'
import { pageQuery } from '../api/paging.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import {
  actionSchema,
  decisionSchema,
  lookSchema,
  newRolloutSchema,
  openRolloutSchema,
  previewSchema,
  rolloutSchema,
} from './rollout-schemas.ts'

const PATH = '/v1/environments/{environment}/rollouts'
const TAG = 'Rollouts'
const scope = 'environment'
const params = z.object({ environment: z.string() })
const one = z.object({ environment: z.string(), id: z.string().max(128) })
const NONE = { 404: { description: 'There is no such rollout.' } }

/** Planning a rollout. */
export const createRoute = {
  method: 'post',
  path: PATH,
  permission: 'ruleset:edit',
  scope,
  tag: TAG,
  summary: 'Plan a rollout',
  description:
    'Checks the plan against the flag, segments, metrics, traffic and other rollouts, and keeps it as a draft. Nothing rises before somebody starts it.',
  params,
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).optional().describe('Only checks the plan.'),
  }),
  headers: onceHeaders,
  body: { schema: newRolloutSchema, unchecked: true },
  answers: {
    200: {
      description: 'The plan can work; nothing was kept.',
      schema: z.object({ playbook: z.string() }).meta({ id: 'CheckedPlan' }),
    },
    201: { description: 'The draft.', schema: rolloutSchema },
  },
} satisfies RouteDefinition

/** Listing rollouts. */
export const listRoute = {
  method: 'get',
  path: PATH,
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'List rollouts',
  description: 'Newest first.',
  params,
  query: pageQuery.extend({ flag: z.string().max(128).optional() }),
  answers: {
    200: {
      description: 'A page of rollouts.',
      schema: z
        .object({ items: z.array(rolloutSchema), next: z.int().optional() })
        .meta({ id: 'RolloutPage' }),
    },
  },
} satisfies RouteDefinition

/** Looking at one. */
export const getRoute = {
  method: 'get',
  path: `${PATH}/{id}`,
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'See where a rollout is, and why',
  params: one,
  query: z.strictObject({}),
  headers: conditionalHeaders,
  answers: {
    200: {
      description: 'The rollout.',
      schema: openRolloutSchema,
      headers: {
        ETag: 'Of all that is answered. As `If-Match` of an action it means where the rollout stands, so that looks do not get in the way.',
      },
    },
    304: { description: 'Nothing that is answered has changed.' },
    ...NONE,
  },
} satisfies RouteDefinition

/** Its decisions, with their numbers. */
export const decisionsRoute = {
  method: 'get',
  path: `${PATH}/{id}/decisions`,
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'List the decisions of a rollout',
  description:
    'Newest first, each with the numbers that it was made from, so that anybody can make it again.',
  params: one,
  query: pageQuery,
  answers: {
    200: {
      description: 'A page of decisions.',
      schema: z
        .object({ items: z.array(decisionSchema), next: z.int().optional() })
        .meta({ id: 'RolloutDecisionPage' }),
    },
    ...NONE,
  },
} satisfies RouteDefinition

/** What was seen over time. */
export const looksRoute = {
  method: 'get',
  path: `${PATH}/{id}/looks`,
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'List what a rollout saw over time',
  description:
    'Oldest first: the interval of every guardrail at each look, kept the more seldom the longer an allocation lasts. What was decided by is in the decisions.',
  params: one,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(1_000).default(500),
    after: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('Only looks from after this moment, epoch milliseconds.'),
  }),
  answers: {
    200: {
      description: 'A page of looks; `next` is the `after` of the page that follows.',
      schema: z
        .object({ items: z.array(lookSchema), next: z.int().optional() })
        .meta({ id: 'RolloutLookPage' }),
    },
    ...NONE,
  },
} satisfies RouteDefinition

/** Its playbook, and the draft of a post-mortem. */
export const papersRoute = {
  method: 'get',
  path: `${PATH}/{id}/papers`,
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'Read the playbook and the draft of a post-mortem',
  params: one,
  query: z.strictObject({}),
  answers: {
    200: {
      description: 'Markdown.',
      schema: z
        .object({
          playbook: z.string(),
          postMortem: z.string().nullable().describe('Null where nothing was rolled back.'),
        })
        .meta({ id: 'RolloutPapers' }),
    },
    ...NONE,
  },
} satisfies RouteDefinition

/** What people do to it. */
export const actRoute = {
  method: 'post',
  path: `${PATH}/{id}/actions`,
  // What an action takes is asked for by its name, so that whoever is refused is told that.
  permission: 'rules:read',
  scope,
  tag: TAG,
  summary: 'Start, approve, pause, advance or roll back',
  description:
    'What raises takes ruleset:edit, an approval rollouts:approve by somebody else than the author; what lowers takes flag:turn-off alone. A rollback gives nobody more than they have: what is off stays off, and where the version before would give somebody more, the share alone is taken back in what the flag is now.',
  params: one,
  query: z.strictObject({
    dryRun: z
      .enum(['true', 'false'])
      .optional()
      .describe('Only tells what it would come to, and what the flag would be then.'),
  }),
  headers: onceHeaders.extend({
    'if-match': z
      .string()
      .max(512)
      .optional()
      .describe('The ETag of the rollout that was looked at; whatever there is without it.'),
  }),
  body: { schema: actionSchema },
  answers: {
    200: {
      description: 'The rollout as it is now, or what the action would do.',
      schema: z.union([rolloutSchema, previewSchema]),
    },
    409: { description: 'It does not belong in this state, or something happened since.' },
    412: { description: 'It stands elsewhere than `If-Match` says.' },
    ...NONE,
  },
} satisfies RouteDefinition
