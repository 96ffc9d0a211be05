import type { Kysely, Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { Tables } from './tables.ts'

/** Reads the epoch of a data folder, and makes it when the folder is new. */
export async function openEpoch(db: Kysely<Tables>): Promise<string> {
  await db
    .insertInto('meta')
    .values({ name: 'epoch', value: newEpoch() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { value } = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', 'epoch')
    .executeTakeFirstOrThrow()
  return value
}

/** Begins a new epoch, so that nobody who saw a later version keeps it. */
export async function renewEpoch(db: Transaction<Tables>): Promise<string> {
  const value = newEpoch()
  await db.updateTable('meta').set({ value }).where('name', '=', 'epoch').execute()
  return value
}

function newEpoch(): string {
  return randomBytes(9).toString('base64url')
}
