import type { JsonObject } from '@sluice/core'
import { decide, isNews, type Decision, type RolloutEvent, type Turn } from '@sluice/rollout'
import type { Actor } from '../audit/actor.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { countedFrom } from './counted-from.ts'
import { addDecision, lastDecision } from './decision-rows.ts'
import { addMessages } from './message-rows.ts'
import { evidenceOf } from './evidence.ts'
import { named } from './intruder.ts'
import { keepLook, lastLooks } from './look-rows.ts'
import { carryOut, isOrder, OrderRefused } from './order.ts'
import { requireRollout, writeBack, type StoredRollout } from './rollout-rows.ts'
import { presentMark, steppedInto } from './stepped-into.ts'

/** What happened to a rollout, and what has to be true for it to count. */
export interface Happening {
  readonly environment: string
  readonly id: string
  /** The event, of what is found inside the transaction; `undefined` when it has gone by. */
  readonly event: (rollout: StoredRollout, unit: Unit) => RolloutEvent | undefined
  /** The person behind it, with what they did and why, for the audit log. */
  readonly by?: { readonly actor: Actor; readonly action: string; readonly reason: string | null }
  /** Refuses to go on, inside the transaction. */
  readonly guard?: (unit: Unit, rollout: StoredRollout) => Promise<void>
}

/** What became of it. */
export interface Applied {
  readonly rollout: StoredRollout
  /** Of the event; `undefined` where it was left out, because something else came first. */
  readonly decision: Decision | undefined
}

/**
 * Brings an event to a rollout, and carries out what it orders: state, log, messages and the
 * change of the ruleset are one transaction, so a rollout is before a step or after it, and each
 * order is carried out exactly once for its revision.
 *
 * Where the ruleset refuses a change, the event is written down all the same, with the refusal.
 *
 * @throws HttpError `ROLLOUT_NOT_FOUND`, `STORE_UNAVAILABLE`, or what the guard throws
 */
export async function applyEvent(store: Store, happening: Happening): Promise<Applied> {
  try {
    return await store.write(async (unit) => applyWithin(store, unit, happening))
  } catch (error) {
    if (!(error instanceof OrderRefused)) throw error
    return store.write(async (unit) => applyWithin(store, unit, happening, error.message))
  }
}

/**
 * Brings an event to a rollout inside of a transaction of somebody else's.
 *
 * @param refusal - what the ruleset said when its change was tried before; it is not tried again
 * @throws OrderRefused when the ruleset does not take the change, and what the guard throws
 */
export async function applyWithin(
  store: Store,
  unit: Unit,
  { environment, id, event, by, guard }: Happening,
  refusal?: string,
): Promise<Applied> {
  const rollout = await requireRollout(unit.db, environment, id)
  await guard?.(unit, rollout)
  const book = openBook(store, unit, rollout, { actor: by?.actor ?? ownActor(rollout), refusal })
  const intruder = steppedInto(store, rollout, unit.now)
  if (intruder !== undefined) await book.take(await named(unit.db, store, rollout, intruder))
  const happened = event(rollout, unit)
  // What was measured before somebody stepped in says nothing of what there is now.
  const isLeftOut = happened === undefined || (intruder !== undefined && happened.kind === 'tick')
  const decision = isLeftOut ? undefined : await book.take(happened)
  const next = await book.close()
  if (by !== undefined && next !== rollout) {
    await unit.audit({
      environment,
      actor: by.actor,
      action: 'rollout.act',
      subject: rollout.flag,
      reason: by.reason,
      before: { rollout: id, ...placeOf(rollout) },
      after: { rollout: id, action: by.action, ...placeOf(next) },
    })
  }
  return { rollout: next, decision }
}

function placeOf({ plan, state, decisions }: StoredRollout): JsonObject {
  return { state: state.name, step: plan.steps[state.step]?.name ?? null, decisions }
}

/** Whoever a change of a rollout by itself is by. */
export function ownActor({ id, flag }: Pick<StoredRollout, 'id' | 'flag'>): Actor {
  return { kind: 'service', id: `rollout:${id}`, name: `the rollout of ${flag}` }
}

interface Book {
  take(event: RolloutEvent): Promise<Decision>
  close(): Promise<StoredRollout>
}

/** Keeps what happens to one rollout in one transaction. */
function openBook(
  store: Store,
  unit: Unit,
  opened: StoredRollout,
  by: { readonly actor: Actor; readonly refusal: string | undefined },
): Book {
  let rollout = opened
  let kept: Decision | undefined

  const keep = async (turn: Turn, entry: object, event: RolloutEvent): Promise<void> => {
    kept ??= await lastDecision(unit.db, rollout)
    if (turn.state === rollout.state || !isNews(kept, turn, event)) return
    kept = turn.decision
    rollout = { ...rollout, decisions: rollout.decisions + 1 }
    await addDecision(unit, rollout, turn.decision, entry)
    await addMessages(unit, rollout, turn)
  }

  const take = async (event: RolloutEvent): Promise<Decision> => {
    const before = rollout.state
    const { turn, entry } = decide(rollout.plan, before, event)
    const logged = rollout.decisions
    await keep(turn, entry, event)
    if (event.kind === 'tick') {
      const { id } = rollout
      const lastAt = (await lastLooks(unit, [id])).get(id)
      await keepLook(unit, rollout, event, turn, { isNews: rollout.decisions > logged, lastAt })
    }
    rollout = { ...rollout, state: turn.state, countedFrom: countedFrom(rollout, event.at) }
    for (const order of turn.commands.filter(isOrder)) {
      if (by.refusal !== undefined) {
        // Whoever rolls back means the flag as it is now: only later changes of it step in.
        if (order.kind === 'restore')
          rollout = { ...rollout, flagMark: presentMark(store, rollout) }
        await take({ kind: 'failed', at: unit.now, message: by.refusal })
        continue
      }
      const reason = `${turn.decision.rule} (${rollout.id}, decision ${rollout.decisions})`
      const done = await carryOut(store, unit, {
        rollout,
        state: before,
        order,
        actor: by.actor,
        reason,
        evidence: evidenceOf(rollout, entry),
      })
      const { version, flagMark, isAnew, back } = done
      rollout = { ...rollout, flagMark, ...(isAnew && { countedFrom: unit.now }) }
      await take({
        kind: 'applied',
        at: unit.now,
        version,
        ...back,
      })
    }
    return turn.decision
  }

  return {
    take,
    async close() {
      if (rollout === opened || rollout.state === opened.state) return rollout
      rollout = { ...rollout, changedAt: unit.now }
      await writeBack(unit, opened, rollout)
      return rollout
    },
  }
}
