import type { Logger } from '../../http/logger.ts'
import type { Store } from '../../store/store.ts'
import type { Unit } from '../../store/unit.ts'
import type { DueRun } from './due-looks.ts'
import { storeLook } from './look-rows.ts'
import { missingLooks } from './missing-looks.ts'
import type { LookSources } from './take-look.ts'

/** What catching up takes. */
export interface CatchUpOptions {
  readonly store: Store
  readonly sources: LookSources
  /** Tells of each look. */
  readonly logger?: Logger
}

/**
 * Takes every look of a run that is due, and keeps each before the next.
 *
 * @param guard - throws where this instance may not write any more; anybody may unless given
 */
export async function catchUp(
  { store, sources, logger }: CatchUpOptions,
  due: DueRun,
  guard?: (db: Unit['db']) => Promise<void>,
): Promise<void> {
  for await (const { lookedAt, ...look } of missingLooks(store, sources, due)) {
    await store.write(async ({ db, now }) => {
      await guard?.(db)
      await storeLook(db, lookedAt, due.run.planHash, { ...look, readAt: now })
    })
    const { environment, experiment } = lookedAt
    const plannedAt = new Date(look.plannedAt).toISOString()
    logger?.info(
      { environment, experiment, look: look.look, plannedAt },
      'a planned look was taken',
    )
  }
}
