import type { Experiment, Ruleset } from '@sluice/core'
import type { Store } from '../store/store.ts'

/**
 * Finds since when units of experiments count, as far as their start is not it: a new allocation
 * starts the counting anew.
 *
 * @returns epoch milliseconds by the key of the experiment, without those that count since their start
 */
export async function countedSince(
  store: Pick<Store, 'read'>,
  environment: string,
  { flags }: Pick<Ruleset, 'flags'>,
  experiments: readonly (readonly [key: string, experiment: Experiment])[],
): Promise<ReadonlyMap<string, number>> {
  const anew = experiments.flatMap(([key, { flag, run }]) => {
    const counted = run?.stoppedAllocation ?? flags[flag]?.allocationVersion ?? 0
    const isAnew = run?.startVersion !== undefined && counted > run.startVersion
    return isAnew ? [{ key, counted }] : []
  })
  if (anew.length === 0) return new Map()
  const versions = anew.map(({ counted }) => counted)
  const rows = await store.read(async (db) =>
    db
      .selectFrom('ruleset_versions')
      .select(['version', 'created_at'])
      .where('environment', '=', environment)
      .where('version', 'in', versions)
      .execute(),
  )
  const times = new Map(rows.map((row) => [row.version, row.created_at]))
  return new Map(
    anew.flatMap(({ key, counted }) => {
      const at = times.get(counted)
      return at === undefined ? [] : [[key, at] as const]
    }),
  )
}
