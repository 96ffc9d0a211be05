import { plannedLooks } from '@sluice/stats'
import type { Logger } from '../../http/logger.ts'
import type { Store } from '../../store/store.ts'
import type { Unit } from '../../store/unit.ts'
import { historyOf } from '../allocations.ts'
import { countedAllocation } from '../load-run.ts'
import { totalOf } from '../run-data.ts'
import type { DueRun } from './due-looks.ts'
import { readLooks, storeLook } from './look-rows.ts'
import { lookTimes } from './look-times.ts'
import { takeLook, timeOfLook, type LookSources } from './take-look.ts'

/** What catching up takes. */
export interface CatchUpOptions {
  readonly store: Store
  readonly sources: LookSources
  readonly logger: Logger
}

/**
 * Takes every look of a run that is due, each from the events up to its own time.
 *
 * @param guard - throws where this instance may not write any more
 */
export async function catchUp(
  { store, sources, logger }: CatchUpOptions,
  { environment, key, ruleset, run, plan, dueAt }: DueRun,
  guard: (db: Unit['db']) => Promise<void>,
): Promise<void> {
  const { startedAt = 0, startVersion = 0, stoppedAt, planHash } = run
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
  const place = allocations.findIndex((one) => one.allocationVersion === allocationVersion)
  // The first allocation is that of the start; another one counts from its own time.
  const since = place > 0 ? (allocations[place]?.from ?? startedAt) : startedAt
  let from = stored.at(-1)?.plannedAt ?? since
  for (const look of plannedLooks(plan.stopping)) {
    if (look.look <= (stored.at(-1)?.look ?? -1)) continue
    const stretch = { startedAt, from, until: dueAt, ...(stoppedAt !== undefined && { stoppedAt }) }
    const asked = { environment, plan, allocationVersion, startedAt }
    const at = await timeOfLook(sources.store, asked, look, lookTimes(stretch))
    if (at === undefined) return
    const measured = await takeLook(sources, asked, at)
    // Somebody opted out between the two questions; the next time may have its units.
    if (totalOf(measured.data.units) < look.units) return
    await store.write(async ({ db, now }) => {
      await guard(db)
      const taken = { ...measured, look: look.look, plannedAt: at, readAt: now }
      await storeLook(db, lookedAt, planHash, taken)
    })
    logger.info(
      { environment, experiment: key, look: look.look, plannedAt: new Date(at).toISOString() },
      'a planned look was taken',
    )
    from = at
  }
}
