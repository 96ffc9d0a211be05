import type { House } from './house.ts'
import { listOf } from './list-of.ts'
import type { EventRow } from './row-of.ts'
import { LOOKUP_IDS, TABLES } from './schema.ts'

/**
 * Looks which rows are not there, by their ids: what came first under an id may stand
 * for what came later.
 *
 * @returns whole lookups of rows with some that are missing; empty when all are there
 */
export async function missingRows(house: House, rows: readonly EventRow[]): Promise<EventRow[]> {
  const missing: EventRow[] = []
  for (const [environment, own] of Map.groupBy(rows, (row) => row.environment)) {
    for (let at = 0; at < own.length; at += LOOKUP_IDS) {
      const part = own.slice(at, at + LOOKUP_IDS)
      const times = part.map((row) => row.id_time)
      // Where replicas share the rows, this one reads what another has just got.
      const { n } = await house.queryOne(
        `select uniqExact(id) as n from ${TABLES.events}
         where environment = $environment and id_time between $from and $to and id in (${listOf(part)})
         settings select_sequential_consistency = 1`,
        { environment, from: Math.min(...times), to: Math.max(...times) },
      )
      if (Number(n) !== new Set(part.map((row) => row.id)).size) missing.push(...part)
    }
  }
  return missing
}
