import type { JsonObject } from '@sluice/core'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { createFlag, isTurnOff, patchFlag } from '../rulesets/patch-flag.ts'
import type { ApiDeps } from './api-deps.ts'
import { writtenAnswer } from './change-answer.ts'
import { patchHeaders } from './headers.ts'
import { principalOf } from './live-environment.ts'
import { expectedVersion } from './preconditions.ts'
import { reasonOfHeader } from './reason.ts'
import { writeAnswerSchema } from './schemas.ts'

const patchRoute = {
  method: 'patch',
  path: '/v1/environments/{environment}/flags/{key}',
  permission: 'flag:turn-off',
  scope: 'environment',
  tag: 'Rulesets',
  summary: 'Change, create or turn off a flag',
  description:
    'A JSON merge patch (RFC 7396) of the flag’s document: `null` takes a member away. Exactly `{ "enabled": false }` turns the flag off and takes only the permission flag:turn-off; everything else takes ruleset:edit.',
  params: z.object({ environment: z.string(), key: z.string().max(128) }),
  query: z.strictObject({}),
  headers: patchHeaders,
  body: {
    schema: z.record(z.string(), z.unknown()).meta({
      id: 'FlagPatch',
      description: 'Members of a flag’s document to set, or null to take away.',
    }),
    mediaTypes: ['application/json', 'application/merge-patch+json'],
    description: 'Members of the document of a flag.',
  },
  answers: {
    200: {
      description: 'What changed.',
      schema: writeAnswerSchema,
      headers: { ETag: 'The version, in quotes.' },
    },
    404: { description: 'There is no such flag.' },
    409: { description: 'The flag was rolled back, and its incident is open.' },
    412: { description: 'The ruleset is at another version, or the flag exists already.' },
  },
} satisfies RouteDefinition

/** Registers changing a single flag. */
export function registerFlagRoutes(router: Router, { store }: ApiDeps): void {
  router.route(
    patchRoute,
    async ({ principal, params: { environment, key }, headers, body, demand }) => {
      // The schema saw to it that it is an object; its values came from JSON.
      const patch = body as JsonObject
      const creates = headers['if-none-match'] !== undefined
      const turnsOff = !creates && isTurnOff(patch)
      if (!turnsOff) demand('ruleset:edit')
      const expected = expectedVersion(headers['if-match'])
      if (creates && expected !== undefined) {
        throw new HttpError('INVALID_REQUEST', 'If-Match and If-None-Match do not go together.', {
          status: 422,
        })
      }
      const outcome = await store.write(async (unit) =>
        changeRuleset(store, unit, {
          environment,
          actor: actorOf(principalOf(principal)),
          action: creates ? 'flag.create' : turnsOff ? 'flag.turn-off' : 'flag.change',
          subject: key,
          reason: reasonOfHeader(headers['sluice-reason']),
          expectedVersion: expected,
          checksNewFlags: true,
          propose: (current) =>
            creates ? createFlag(current, key, patch) : patchFlag(current, key, patch),
        }),
      )
      return writtenAnswer(outcome)
    },
  )
}
