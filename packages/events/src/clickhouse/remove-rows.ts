import type { House } from './house.ts'
import { TABLES } from './schema.ts'

/** Removes rows, from the files as well. @returns how many events they were */
export async function removeRows(
  house: House,
  condition: string,
  params: Readonly<Record<string, string | number>>,
): Promise<number> {
  const [found] = await house.query(
    `select count() as n from ${TABLES.events} final where ${condition}`,
    params,
  )
  await house.command(`alter table ${TABLES.events} delete where ${condition}`, params)
  return Number(found?.['n'])
}
