import { countedUnits, plannedLooks } from '@sluice/stats'
import type { Store } from '../../store/store.ts'
import { countedFromOf, historyOf } from '../allocations.ts'
import { countedAllocation } from '../load-run.ts'
import type { DueRun } from './due-looks.ts'
import { readLooks, type LookDocument, type LookedAt } from './look-rows.ts'
import { dailyTimes, lookTimes } from './look-times.ts'
import { takeDailyLook, takeLook, timeOfLook, type LookSources } from './take-look.ts'

/** A look that was measured, and is kept nowhere yet. */
export interface MeasuredLook extends LookDocument {
  readonly look: number
  /** Up to when it was measured, epoch milliseconds. */
  readonly plannedAt: number
  /** Whose it is. */
  readonly lookedAt: LookedAt
}

/**
 * Measures every look of a run that is due and was not taken, each from the events up to its own
 * time: the planned ones, or the end of every day where it may be read at any time.
 */
export async function* missingLooks(
  store: Pick<Store, 'read'>,
  sources: LookSources,
  { environment, key, ruleset, run, plan, dueAt }: DueRun,
): AsyncGenerator<MeasuredLook> {
  const { startedAt = 0, startVersion = 0, stoppedAt } = run
  const { flag, rule } = plan
  const { allocations } = await historyOf(store, {
    environment,
    flag,
    rule,
    fromVersion: startVersion,
    until: stoppedAt ?? dueAt,
  })
  const allocationVersion = countedAllocation(ruleset, run, plan, allocations)
  const lookedAt = { environment, experiment: key, startedAt, allocationVersion }
  const stored = await store.read(async (db) => readLooks(db, lookedAt))
  const countedFrom = countedFromOf(allocations, allocationVersion, startedAt)
  let from = stored.at(-1)?.plannedAt ?? countedFrom
  const asked = { environment, plan, allocationVersion, countedFrom, startedAt }
  const stopped = stoppedAt === undefined ? {} : { stoppedAt }
  if (plan.stopping.kind === 'always_valid') {
    const days = dailyTimes({ startedAt, countedFrom, from, until: dueAt, ...stopped })
    for (const { look, at } of days)
      yield { ...(await takeDailyLook(sources.store, asked, at)), look, plannedAt: at, lookedAt }
    return
  }
  for (const look of plannedLooks(plan.stopping)) {
    if (look.look <= (stored.at(-1)?.look ?? -1)) continue
    const { notBeforeMs } = look
    const stretch = {
      startedAt,
      countedFrom,
      from,
      until: dueAt,
      ...stopped,
      ...(notBeforeMs !== undefined && { notBeforeMs }),
    }
    const at = await timeOfLook(sources.store, asked, look, lookTimes(stretch))
    if (at === undefined) return
    const measured = await takeLook(sources, asked, at)
    // Somebody opted out between the two questions; the next time may have its units.
    if (countedUnits(measured.data) < look.units) return
    yield { ...measured, look: look.look, plannedAt: at, lookedAt }
    from = at
  }
}
