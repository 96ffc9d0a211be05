import {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  GRANT_HEADER,
  RULESET_VERSION_HEADER,
} from '@sluice/core'
import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import {
  bulkAnswerSchema,
  evaluationRequestSchema,
  failedFlagSchema,
  failureSchema,
  singleAnswerSchema,
} from './ofrep-schemas.ts'

const BULK_PATH = '/ofrep/v1/evaluate/flags'
const SINGLE_PATH = '/ofrep/v1/evaluate/flags/{key}'

const versionHeaders = {
  [RULESET_VERSION_HEADER]: 'Version of the ruleset that was evaluated.',
  [EVENT_UNITS_HEADER]: 'Attributes that events carry as units, where some are declared.',
  [EVENT_ATTRIBUTES_HEADER]: 'Attributes that events carry as they are, where some are declared.',
  [EPOCH_HEADER]: 'Versions compare only within an epoch.',
  [GRANT_HEADER]:
    'What was made of the grant that was sent: percent-encoded JSON, `active` with what is forced, or `refused` with a `code` and a sentence.',
}
const cacheHeaders = { ...versionHeaders, ETag: 'Of the evaluated body.' }

const refusals = {
  401: { description: 'No valid credential.' },
  403: { description: 'The credential may not do this, or its page may not use the environment.' },
  413: { description: 'The context is larger than 64 KiB.', schema: failureSchema },
}

const environmentQuery = z
  .string()
  .optional()
  .describe('For a token, which is bound to no environment; keys have their own.')

const grantHeaders = z.object({
  'sluice-grant': z
    .string()
    .optional()
    .describe(
      'The token of a grant. One that does not work changes nothing, and the answer says why.',
    ),
})

const shared = {
  permission: 'values:read',
  scope: 'credential',
  tag: 'Evaluation',
  errors: 'ofrep',
  headers: grantHeaders,
  body: { schema: evaluationRequestSchema, unread: true },
} as const

/** Evaluates every flag for one context. */
export const bulkRoute = {
  ...shared,
  method: 'post',
  path: BULK_PATH,
  summary: 'Evaluate all flags',
  query: z.object({
    environment: environmentQuery,
    flagConfigEtag: z
      .string()
      .optional()
      .describe('The `etag` of the event that caused the fetch.'),
  }),
  answers: {
    200: { description: 'All flags.', schema: bulkAnswerSchema, headers: cacheHeaders },
    304: { description: 'As in the answer whose ETag was sent.', headers: cacheHeaders },
    400: { description: 'The body or its context is not valid.', schema: failureSchema },
    ...refusals,
  },
} satisfies RouteDefinition

const keyParams = z.object({ key: z.string() })

/** Evaluates one flag for one context. */
export const singleRoute = {
  ...shared,
  method: 'post',
  path: SINGLE_PATH,
  summary: 'Evaluate one flag',
  params: keyParams,
  query: z.object({ environment: environmentQuery }),
  answers: {
    200: { description: 'The flag.', schema: singleAnswerSchema, headers: versionHeaders },
    400: { description: 'The flag cannot be evaluated for it.', schema: failedFlagSchema },
    404: { description: 'There is no such flag.', schema: failedFlagSchema },
    ...refusals,
  },
} satisfies RouteDefinition

const byGet = {
  method: 'get',
  permission: 'public',
  scope: 'service',
  tag: 'Evaluation',
  errors: 'ofrep',
  summary: 'Says to send a POST',
  answers: { 400: { description: 'Always.', schema: failureSchema } },
} as const

/** Answers whoever asks for all flags with GET. */
export const bulkByGet = { ...byGet, path: BULK_PATH } satisfies RouteDefinition

/** Answers whoever asks for one flag with GET. */
export const singleByGet = { ...byGet, path: SINGLE_PATH } satisfies RouteDefinition
