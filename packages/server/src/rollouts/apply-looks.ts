import { decide, isNews, type Decision, type RolloutEvent } from '@sluice/rollout'
import { sql } from 'kysely'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { countedFrom } from './counted-from.ts'
import { addDecision } from './decision-rows.ts'
import { keepLook, lastLooks } from './look-rows.ts'
import { addMessages } from './message-rows.ts'
import { isOrder } from './order.ts'
import { writeBack, type StoredRollout } from './rollout-rows.ts'
import { steppedInto } from './stepped-into.ts'

/** A look at a rollout, taken and not written down yet. */
export interface Look {
  readonly rollout: StoredRollout
  /** The tick, of what is found inside the transaction. */
  readonly event: (rollout: StoredRollout, unit: Pick<Unit, 'now'>) => RolloutEvent | undefined
}

/**
 * Writes down looks in one transaction, which takes the disk as long as one alone does: most looks
 * change nothing but how long a step has held.
 *
 * @param guard - refuses to go on, inside the transaction
 * @returns the looks that take a transaction of their own, because they change the ruleset or
 *   somebody stepped in; whatever has happened to a rollout since the look makes it void
 */
export async function applyLooks(
  store: Store,
  looks: readonly Look[],
  guard: (unit: Unit) => Promise<void>,
): Promise<readonly Look[]> {
  return store.write(async (unit) => {
    await guard(unit)
    const ids = looks.map(({ rollout }) => rollout.id)
    const revisions = await revisionsOf(unit, ids)
    const last = await lastDecisions(unit, ids)
    const seen = await lastLooks(unit, ids)
    const left: Look[] = []
    for (const look of looks) {
      const { rollout } = look
      if (revisions.get(rollout.id) !== rollout.state.revision) continue
      const isQuiet = await applyLook(store, unit, look, {
        decision: last.get(rollout.id),
        lookAt: seen.get(rollout.id),
      })
      if (!isQuiet) left.push(look)
    }
    return left
  })
}

async function applyLook(
  store: Store,
  unit: Unit,
  { rollout, event: eventOf }: Look,
  last: { readonly decision: Decision | undefined; readonly lookAt: number | undefined },
): Promise<boolean> {
  if (steppedInto(store, rollout, unit.now) !== undefined) return false
  const event = eventOf(rollout, unit)
  if (event === undefined) return true
  const { turn, entry } = decide(rollout.plan, rollout.state, event)
  if (turn.commands.some(isOrder)) return false
  if (turn.state === rollout.state) return true
  const next = {
    ...rollout,
    state: turn.state,
    countedFrom: countedFrom(rollout, event.at),
    changedAt: unit.now,
  }
  const isKept = isNews(last.decision, turn, event)
  if (event.kind === 'tick') {
    await keepLook(unit, rollout, event, turn, { isNews: isKept, lastAt: last.lookAt })
  }
  if (!isKept) {
    await writeBack(unit, rollout, next)
    return true
  }
  const kept = { ...next, decisions: rollout.decisions + 1 }
  await addDecision(unit, kept, turn.decision, entry)
  await addMessages(unit, kept, turn)
  await writeBack(unit, rollout, kept)
  return true
}

async function revisionsOf({ db }: Unit, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('rollouts')
    .select(['id', 'revision'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, revision }) => [id, revision]))
}

/** The decision of each that was kept last, without what it was made from. */
async function lastDecisions({ db }: Unit, ids: readonly string[]): Promise<Map<string, Decision>> {
  const rows = await db
    .selectFrom('rollout_decisions')
    .innerJoin('rollouts', (join) =>
      join
        .onRef('rollouts.id', '=', 'rollout_decisions.rollout')
        .onRef('rollouts.decisions', '=', 'rollout_decisions.seq'),
    )
    .select(['rollout', sql<string>`json_extract(entry, '$.decision')`.as('decision')])
    .where('rollout', 'in', ids)
    .execute()
  return new Map(rows.map(({ rollout, decision }) => [rollout, JSON.parse(decision) as Decision]))
}
