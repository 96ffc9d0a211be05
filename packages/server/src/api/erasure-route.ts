import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { forgetUses } from '../store/grant-rows.ts'
import { declaredAttributes } from '../intake/declared-attributes.ts'
import { createPseudonyms } from '../intake/pseudonyms.ts'
import { requireReason } from '../rulesets/reason.ts'
import { answer } from './answer.ts'
import type { EventApiDeps } from './event-deps.ts'
import { reasonHeaders } from './headers.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'

const erasureRoute = {
  method: 'post',
  path: '/v1/environments/{environment}/erasures',
  permission: 'events:erase',
  scope: 'environment',
  tag: 'Events',
  summary: 'Erase a unit from the events',
  description:
    'Deletes every event of somebody, for good, from every file. The audit log keeps that it was asked for, with the pseudonym and without the unit. Safe to send again.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  body: {
    schema: z
      .strictObject({
        unit: z
          .string()
          .min(1)
          .max(128)
          .default('targetingKey')
          .describe(
            'Which unit: `targetingKey`, `anonymousKey` or an attribute that is declared as a unit.',
          ),
        value: z.string().min(1).max(1024).describe('Who, as events name them.'),
      })
      .meta({ id: 'Erasure' }),
  },
  answers: {
    200: {
      description: 'They are gone.',
      schema: z
        .object({
          pseudonym: z.string().describe('What the unit was called in the events.'),
          erased: z.int().describe('How many events were deleted.'),
        })
        .meta({ id: 'Erased' }),
    },
    503: { description: 'The event store does not answer now; nothing is lost by asking again.' },
  },
} satisfies RouteDefinition

/** Registers the erasure of units. */
export function registerErasureRoute(router: Router, deps: EventApiDeps): void {
  const { events, store } = deps
  router.route(erasureRoute, async ({ principal, params: { environment }, headers, body }) => {
    const secret = events.unitSecret()
    if (secret === undefined) throw withoutSecret()
    const { settings, compiled } = liveEnvironment(store, environment)
    requireDeclared(body.unit, declaredAttributes(compiled.ruleset).units)
    const reason = reasonOfHeader(headers['sluice-reason'])
    requireReason(settings, reason)
    const { unit } = body
    const pseudonym = createPseudonyms(secret)(environment, unit, body.value)
    // First: nothing is ever erased that the audit log does not know of.
    await store.write(async (change) => {
      await change.audit({
        actor: actorOf(principalOf(principal)),
        reason,
        environment,
        action: 'events.erase',
        subject: pseudonym,
        before: null,
        after: { unit, pseudonym },
      })
      await forgetUses(change.db, environment, unit, pseudonym)
      change.afterCommit(() => store.grants.uses.forget(environment, unit, pseudonym))
    })
    const erased = await events.keeper.store.work(async (asked) =>
      asked.erase(environment, { [unit]: pseudonym }),
    )
    return answer({ pseudonym, erased })
  })
}

/** Events are kept under declared units alone; for any other, "none erased" would sound like done. */
function requireDeclared(unit: string, declared: ReadonlySet<string>): void {
  if (declared.has(unit)) return
  const units = [...declared].toSorted().join(', ')
  throw new HttpError(
    'UNIT_NOT_DECLARED',
    `This environment declares no unit ${JSON.stringify(unit)}, so nothing was erased. Its units are ${units}. When events were kept under a unit that is no longer declared, declare it again first.`,
    { status: 422 },
  )
}

function withoutSecret(): HttpError {
  return new HttpError(
    'EVENTS_UNAVAILABLE',
    'The secret that units are made pseudonyms with cannot be used, so nobody can be found. See the log of the service.',
    { status: 503, headers: { 'Retry-After': '60' } },
  )
}
