import type { RolloutEvent } from '@sluice/rollout'
import { answer } from '../api/answer.ts'
import type { EventApiDeps } from '../api/event-deps.ts'
import type { Outcome } from '../api/idempotency.ts'
import { repeatable } from '../api/idempotency.ts'
import { liveEnvironment, principalOf } from '../api/live-environment.ts'
import { reasonOf, reasonOfHeader } from '../api/reason.ts'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { Router } from '../http/router.ts'
import { requireReason } from '../rulesets/reason.ts'
import type { Unit } from '../store/unit.ts'
import { eventOf, PERMISSION_OF } from './act.ts'
import { applyWithin, type Happening } from './apply-event.ts'
import { checkedPlan, type PlanChecks } from './create-rollout.ts'
import { decisionsOf } from './decision-rows.ts'
import type { Database } from './edit-lock.ts'
import { metricMarks } from './metric-mark.ts'
import { OrderRefused } from './order.ts'
import { matchesTag, placeTag } from './place-tag.ts'
import { previewAction } from './preview-action.ts'
import { actRoute } from './rollout-route-definitions.ts'
import { refuseRollback } from './refuse-rollback.ts'
import { requireRollout, type StoredRollout } from './rollout-rows.ts'
import { showRollout } from './show-rollout.ts'

/** Registers what people do to rollouts, and the look at what it would come to. */
export function registerActionRoute(
  router: Router,
  deps: EventApiDeps & Pick<PlanChecks, 'messageTargets' | 'prometheus'>,
): void {
  const { store, now, events, once, prometheus, messageTargets } = deps
  router.route(actRoute, async ({ c, principal, params, query, headers, body, demand }) => {
    const { environment, id } = params
    demand(PERMISSION_OF[body.action])
    const { settings } = liveEnvironment(store, environment)
    const actor = actorOf(principalOf(principal))
    const reason = reasonOf(body.reason) ?? reasonOfHeader(headers['sluice-reason'])
    const found = await store.read(async (db) => requireRollout(db, environment, id))
    const eventAt = (at: number): RolloutEvent => {
      const ruleset = store.live.get(environment)?.ruleset
      const by = { id: actor.id, name: actor.name }
      const event = eventOf(body, { by, at, reason, version: ruleset?.version ?? 0 })
      if (event.kind !== 'start' || ruleset === undefined) return event
      return { ...event, metricMarks: metricMarks(found.plan, ruleset) }
    }
    const refuse = async (db: Database, rollout: StoredRollout): Promise<void> => {
      if (body.action === 'roll_back') await refuseRollback(db, store, rollout)
    }
    let checkedAt: string | undefined
    const check = async (): Promise<void> => {
      if (body.action !== 'start') return
      checkedAt = placeTag(store, found, now())
      const around = { store, events: events.keeper.store, prometheus, now: now(), messageTargets }
      await checkedPlan(around, environment, found.plan, id)
    }
    if (query.dryRun === 'true') {
      await check()
      await store.read(async (db) => refuse(db, found))
      const preview = await previewAction(store, found, eventAt(now()))
      return answer({ ...preview, etag: placeTag(store, found, now()) })
    }
    requireReason(settings, reason)
    const happening: Happening = {
      environment,
      id,
      by: { actor, action: body.action, reason },
      async guard(unit, rollout) {
        const { revision } = rollout.state
        if (body.revision !== undefined && body.revision !== revision) throw happenedSince(id, 409)
        const tag = placeTag(store, rollout, unit.now)
        if (!matchesTag(headers['if-match'], tag)) throw happenedSince(id, 412)
        // Checking asks for traffic and metrics, which takes its time: an experiment may have begun.
        if (checkedAt !== undefined && checkedAt !== tag) throw happenedSince(id, 409)
        await refuse(unit.db, rollout)
      },
      event: (_, { now: at }) => eventAt(at),
    }
    const act =
      (refusal?: string) =>
      async (unit: Unit): Promise<Outcome> => {
        const { rollout, decision } = await applyWithin(store, unit, happening, refusal)
        if (decision?.outcome === 'refused') {
          throw new HttpError('ROLLOUT_REFUSED', decision.rule, { status: 409 })
        }
        const [last] = await decisionsOf(unit.db, id, { limit: 1 })
        return { status: 200, body: showRollout(rollout, last) }
      }
    const request = repeatable({ c, principal, headers, body })
    try {
      return await once(request, act(), check)
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error
      // The ruleset does not take it: what happened is written down with the refusal.
      return once(request, act(error.message))
    }
  })
}

function happenedSince(id: string, status: 409 | 412): HttpError {
  return new HttpError(
    'ROLLOUT_CHANGED',
    `Something happened to the rollout ${id} since you looked. Look again, and repeat what you did.`,
    { status },
  )
}
