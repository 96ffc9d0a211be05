import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { againstShipping, refuseUntried } from '../experiments/against.ts'
import { archiveExperiment } from '../experiments/archive.ts'
import { storeLook } from '../experiments/looks/look-rows.ts'
import { freezeResults } from '../experiments/snapshots.ts'
import { proposeDecision } from '../experiments/transitions.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { writtenOutcome } from './change-answer.ts'
import { computeAnswer } from './compute-answer.ts'
import { numbersOf, snapshotHref } from './experiment-answers.ts'
import type { ExperimentApiDeps } from './experiment-deps.ts'
import { lessonSchema } from './experiment-schemas.ts'
import { onceHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { principalOf } from './live-environment.ts'
import { REASON_LIMIT, reasonOf, reasonOfHeader } from './reason.ts'
import { writeAnswerSchema } from './schemas.ts'

const decideRoute = {
  method: 'post',
  path: '/v1/environments/{environment}/experiments/{key}/decide',
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: 'Experiments',
  summary: 'Decide an experiment',
  description:
    'Gives everybody one variant: `ship` a treatment, `roll_back` to the control, or `end` without a winner, which also gives the control. The results are frozen, and all of it goes to the archive. Where health greys the verdict, `ship` takes `acknowledge`; where the results speak against the treatment, it takes `despiteResults`. What was known is kept with the decision.',
  params: z.object({ environment: z.string(), key: z.string().max(128) }),
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({
        decision: z.enum(['ship', 'roll_back', 'end']),
        variant: z
          .string()
          .max(128)
          .optional()
          .describe('What `ship` gives everybody; the one of the verdict without it.'),
        reason: z
          .string()
          .max(REASON_LIMIT)
          .optional()
          .describe('Why; here or in `Sluice-Reason`.'),
        learned: lessonSchema.optional().describe('What it taught, for the archive.'),
        acknowledge: z
          .boolean()
          .optional()
          .describe('`true` ships although health greys the verdict.'),
        despiteResults: z
          .boolean()
          .optional()
          .describe(
            '`true` ships a treatment that is worse in a primary metric, harms a guardrail, has not run for a day, or of which nothing was found: read at none of the planned looks, or too few units.',
          ),
      })
      .meta({ id: 'ExperimentDecision' }),
  },
  answers: {
    200: { description: 'What changed.', schema: writeAnswerSchema },
    404: { description: 'The ruleset has no such experiment.' },
    409: {
      description:
        'It does not run; or its verdict is grey (`VERDICT_GREY`), or the results speak against the treatment (`RESULTS_AGAINST`), and nobody said to go on all the same.',
    },
    503: { description: 'The event store does not answer now.' },
  },
} satisfies RouteDefinition

/** Registers acting on results. */
export function registerExperimentDecideRoute(router: Router, deps: ExperimentApiDeps): void {
  const { store, once } = deps
  router.route(
    decideRoute,
    async ({ c, principal, params: { environment, key }, headers, body }) => {
      const {
        begun,
        results,
        body: frozen,
        untaken,
      } = await computeAnswer(deps, environment, key, { sinceExposure: true, isEnding: true })
      const reason = reasonOf(body.reason) ?? reasonOfHeader(headers['sluice-reason'])
      if (reason === null) {
        throw new HttpError(
          'REASON_REQUIRED',
          'Every decision has a reason; give it in `reason`.',
          {
            status: 422,
          },
        )
      }
      const { control } = results.plan
      const { verdict } = results.analysis
      const chosen = body.variant ?? verdict.treatment
      const variant = body.decision === 'ship' ? chosen : control
      if (variant === undefined) {
        throw new HttpError(
          'INVALID_REQUEST',
          'Say which treatment is shipped: the verdict names none. To go back to the control, decide "roll_back" or "end".',
          { status: 422 },
        )
      }
      if (body.decision === 'ship') refuseUntried(variant, results.plan)
      if (body.decision === 'ship' && results.isGrey && body.acknowledge !== true) {
        throw new HttpError(
          'VERDICT_GREY',
          `The results cannot be trusted as they stand: ${results.grey.map(({ message }) => message).join(' ')} Mend that, or ship all the same with "acknowledge": true.`,
          { status: 409, members: { grey: results.grey } },
        )
      }
      const against = body.decision === 'ship' ? againstShipping(variant, results) : []
      if (against.length > 0 && body.despiteResults !== true) {
        throw new HttpError(
          'RESULTS_AGAINST',
          `The results speak against "${variant}": ${against.map(({ message }) => message).join(' ')} Ship it all the same with "despiteResults": true.`,
          { status: 409, members: { against } },
        )
      }
      const actor = actorOf(principalOf(principal))
      const request = repeatable({ c, principal, headers, body })
      return once(request, async (unit) => {
        const outcome = await changeRuleset(store, unit, {
          environment,
          actor,
          action: 'experiment.decide',
          subject: key,
          reason,
          expectedVersion: undefined,
          checksNewFlags: false,
          propose: (current) =>
            proposeDecision(current, key, { decision: body.decision, variant, now: unit.now }),
        })
        for (const { lookedAt, ...look } of untaken)
          await storeLook(unit.db, lookedAt, begun.run.planHash, { ...look, readAt: unit.now })
        const by = { createdAt: unit.now, createdBy: actor }
        const snapshot = await freezeResults(unit.db, frozen, {
          environment,
          experiment: key,
          ...by,
        })
        await archiveExperiment(unit.db, environment, {
          key,
          experiment: begun.experiment,
          run: { ...begun.run, ...stoppedNow(begun.run, unit.now, results.allocationVersion) },
          decision: {
            decision: body.decision,
            variant,
            reason,
            decidedAt: unit.now,
            decidedBy: actor,
            verdict: { ...verdict, isGrey: results.isGrey },
            against: [...results.grey.map(({ code, message }) => ({ code, message })), ...against],
            snapshot: snapshot.id,
          },
          readsAtLooks: true,
          numbers: numbersOf(results),
          learned: body.learned ?? null,
        })
        const written = writtenOutcome(outcome)
        return {
          ...written,
          headers: { ...written.headers, Location: snapshotHref(environment, key, snapshot.id) },
        }
      })
    },
  )
}

function stoppedNow(
  { stoppedAt, stoppedAllocation }: { stoppedAt?: number; stoppedAllocation?: number },
  now: number,
  allocation: number,
): { stoppedAt: number; stoppedAllocation: number; status: 'stopped' } {
  return {
    status: 'stopped',
    stoppedAt: stoppedAt ?? now,
    stoppedAllocation: stoppedAllocation ?? allocation,
  }
}
