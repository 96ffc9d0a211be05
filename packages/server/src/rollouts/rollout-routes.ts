import { playbook, postMortem } from '@sluice/rollout'
import { parsePlan } from '@sluice/rollout/schema'
import { answer } from '../api/answer.ts'
import type { EventApiDeps } from '../api/event-deps.ts'
import { repeatable, type Outcome } from '../api/idempotency.ts'
import { liveEnvironment, principalOf } from '../api/live-environment.ts'
import { pageOf } from '../api/paging.ts'
import { namesTag } from '../api/preconditions.ts'
import { reasonOfHeader } from '../api/reason.ts'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { Router } from '../http/router.ts'
import type { Unit } from '../store/unit.ts'
import { checkedPlan, createRollout, type PlanChecks } from './create-rollout.ts'
import { decisionsOf } from './decision-rows.ts'
import { looksOf } from './look-rows.ts'
import { openActions, stepToApprove } from './open-actions.ts'
import { answerTag, placeTag } from './place-tag.ts'
import {
  createRoute,
  decisionsRoute,
  getRoute,
  listRoute,
  looksRoute,
  papersRoute,
} from './rollout-route-definitions.ts'
import { requireRollout, rolloutOf } from './rollout-rows.ts'
import { showRollout } from './show-rollout.ts'

/** Decisions that a post-mortem is drafted from; the newest. */
const DRAFTED_FROM = 2_000

/** Registers rollouts: planning and watching. */
export function registerRolloutRoutes(
  router: Router,
  deps: EventApiDeps & Pick<PlanChecks, 'messageTargets' | 'prometheus'>,
): void {
  const { store, now, events, once, prometheus, messageTargets } = deps
  const around = (): PlanChecks => ({
    store,
    events: events.keeper.store,
    prometheus,
    now: now(),
    messageTargets,
  })

  router.route(
    createRoute,
    async ({ c, principal, params: { environment }, query, headers, body }) => {
      const { settings } = liveEnvironment(store, environment)
      const document = planIn(body)
      if (query.dryRun === 'true') {
        const plan = await checkedPlan(around(), environment, document)
        return answer({ playbook: playbook('ID', plan, environment) })
      }
      const reason = reasonOfHeader(headers['sluice-reason'])
      const request = repeatable({ c, principal, headers, body })
      const create = async (unit: Unit): Promise<Outcome> => {
        const actor = actorOf(principalOf(principal))
        const plan = parsePlan(document)
        const rollout = await createRollout(unit, { environment, settings, plan, actor, reason })
        return { status: 201, body: showRollout(rollout, undefined) }
      }
      return once(request, create, async () => {
        await checkedPlan(around(), environment, document)
      })
    },
  )

  router.route(listRoute, async ({ params: { environment }, query: { limit, before, flag } }) => {
    const shown = await store.read(async (db) => {
      const rows = await db
        .selectFrom('rollouts')
        .selectAll()
        .where('environment', '=', environment)
        .where('created_at', '<', before ?? Number.MAX_SAFE_INTEGER)
        .$if(flag !== undefined, (query) => query.where('flag', '=', flag ?? ''))
        .orderBy('created_at', 'desc')
        .limit(limit + 1)
        .execute()
      return Promise.all(
        rows.map(async (row) => {
          const [last] = await decisionsOf(db, row.id, { limit: 1 })
          return { at: row.created_at, item: showRollout(rolloutOf(row), last) }
        }),
      )
    })
    return answer(
      pageOf(
        shown,
        limit,
        ({ at }) => at,
        ({ item }) => item,
      ),
    )
  })

  router.route(getRoute, async ({ principal, params: { environment, id }, headers }) => {
    const { settings } = liveEnvironment(store, environment)
    const { rollout, last } = await store.read(async (db) => {
      const found = await requireRollout(db, environment, id)
      const [newest] = await decisionsOf(db, id, { limit: 1 })
      return { rollout: found, last: newest }
    })
    const etag = placeTag(store, rollout, now())
    const body = {
      ...showRollout(rollout, last),
      etag,
      actions: openActions(rollout, principal, settings.protected),
      toApprove: stepToApprove(rollout) ?? null,
    }
    const tag = answerTag(etag, body)
    if (namesTag(headers['if-none-match'], tag))
      return new Response(null, { status: 304, headers: { ETag: tag } })
    return answer(body, 200, { ETag: tag })
  })

  router.route(
    decisionsRoute,
    async ({ params: { environment, id }, query: { limit, before } }) => {
      const rows = await store.read(async (db) => {
        await requireRollout(db, environment, id)
        return decisionsOf(db, id, { limit: limit + 1, before })
      })
      return answer(
        pageOf(
          rows,
          limit,
          ({ seq }) => seq,
          (row) => ({ ...row, at: new Date(row.at).toISOString() }),
        ),
      )
    },
  )

  router.route(looksRoute, async ({ params: { environment, id }, query: { limit, after } }) => {
    const looks = await store.read(async (db) => {
      await requireRollout(db, environment, id)
      return looksOf(db, id, { limit: limit + 1, after })
    })
    const items = looks.slice(0, limit)
    const next = looks.length > limit ? items.at(-1)?.at : undefined
    return answer({ items, ...(next !== undefined && { next }) })
  })

  router.route(papersRoute, async ({ params: { environment, id } }) => {
    const { plan, decisions } = await store.read(async (db) => ({
      plan: (await requireRollout(db, environment, id)).plan,
      decisions: await decisionsOf(db, id, { limit: DRAFTED_FROM }),
    }))
    const log = decisions.toReversed().map(({ entry }) => entry)
    return answer({
      playbook: playbook(id, plan, environment),
      postMortem: postMortem(plan, log) ?? null,
    })
  })
}

function planIn(body: unknown): unknown {
  const isObject = typeof body === 'object' && body !== null && 'plan' in body
  if (isObject) return body.plan
  throw new HttpError('INVALID_REQUEST', 'Send { "plan": { … } }.', { status: 422 })
}
