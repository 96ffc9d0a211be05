import type { QueryParam } from '../query/engine.ts'
import type { House } from './house.ts'
import { TABLES } from './schema.ts'

/**
 * Removes rows, from the files as well.
 *
 * @returns how many events they were
 * @throws SluiceError `EVENT_STORE_FAILED` when some are there afterwards
 */
export async function removeRows(
  house: House,
  condition: string,
  params: Readonly<Record<string, QueryParam>>,
): Promise<number> {
  const { n } = await house.queryOne(
    `select count() as n from ${TABLES.events} final where ${condition}`,
    params,
  )
  await deleteRows(house, condition, params)
  return Number(n)
}

/** The same for rows that are no events of their own. */
export async function deleteRows(
  house: House,
  condition: string,
  params: Readonly<Record<string, QueryParam>>,
): Promise<void> {
  await house.command(`alter table ${TABLES.events} delete where ${condition}`, params)
  const { n } = await house.queryOne(
    `select count() as n from ${TABLES.events} where ${condition}`,
    params,
  )
  if (Number(n) > 0) throw house.failure(`${Number(n)} rows are still there that it was to delete`)
}
