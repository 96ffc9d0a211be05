import type { House } from './house.ts'
import { listOf } from './list-of.ts'
import { deleteRows } from './remove-rows.ts'
import { LOOKUP_IDS, TABLES } from './schema.ts'

/** Which rows of an environment go. */
export interface Condition {
  readonly sql: string
  readonly params: Readonly<Record<string, string | number>>
}

/**
 * Removes what came later under the id of an event that goes, and does not go by itself: a
 * copy that was sent again, or something about another unit. It never counted, and would
 * begin to. Before the event itself, so that at no moment it does.
 */
export async function removeTwins(house: House, { sql, params }: Condition): Promise<void> {
  const isOther = `environment = $environment and not ifNull(${sql}, false)`
  const found = await house.query(
    `select distinct toString(id) as id from ${TABLES.events}
     where ${isOther} and id in (select id from ${TABLES.events} final where ${sql})`,
    params,
  )
  const ids = found.map(({ id }) => ({ id: String(id) }))
  for (let at = 0; at < ids.length; at += LOOKUP_IDS) {
    const part = listOf(ids.slice(at, at + LOOKUP_IDS))
    const condition = `${isOther} and id in (${part})`
    await deleteRows(house, condition, params)
  }
}
