import type { Store } from '../../store/store.ts'
import type { BegunExperiment } from '../load-run.ts'
import { dueRun, type DueRun } from './due-looks.ts'
import { missingLooks, type MeasuredLook } from './missing-looks.ts'
import type { LookSources } from './take-look.ts'

/**
 * Measures the looks that are due when an experiment ends, for whoever ends it to keep: nothing
 * takes them later, and until it has ended for sure none of them is one.
 *
 * @param now - when it is over, unless it was stopped before
 */
export async function looksAtEnd(
  store: Pick<Store, 'read'>,
  sources: LookSources,
  {
    run,
    archived,
    ...of
  }: Pick<DueRun, 'environment' | 'ruleset'> & Pick<BegunExperiment, 'key' | 'run' | 'archived'>,
  now: number,
): Promise<MeasuredLook[]> {
  if (archived !== undefined) return []
  const due = dueRun({ ...of, run: { ...run, stoppedAt: run.stoppedAt ?? now } }, now)
  const found: MeasuredLook[] = []
  if (due === undefined) return found
  for await (const look of missingLooks(store, sources, due)) found.push(look)
  return found
}
