import { z } from 'zod'
import { onceHeaders, reasonHeaders } from '../api/headers.ts'
import { pageQuery } from '../api/paging.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import { actionSchema, decisionSchema, newRolloutSchema, rolloutSchema } from './rollout-schemas.ts'

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
  answers: { 200: { description: 'The rollout.', schema: rolloutSchema }, ...NONE },
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
  permission: 'flag:turn-off',
  scope,
  tag: TAG,
  summary: 'Start, approve, pause, advance or roll back',
  description:
    'What raises takes ruleset:edit, an approval rollouts:approve by somebody else than the author; what lowers takes flag:turn-off alone.',
  params: one,
  query: z.strictObject({}),
  headers: reasonHeaders,
  body: { schema: actionSchema },
  answers: {
    200: { description: 'The rollout as it is now.', schema: rolloutSchema },
    409: { description: 'It does not belong in this state, or something happened since.' },
    ...NONE,
  },
} satisfies RouteDefinition
