import { sql, type Kysely, type Transaction } from 'kysely'
import type { GrantEntry } from '../grants/grant-book.ts'
import type { GrantUse } from '../grants/grant-uses.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** A grant as its row has it. */
export type GrantRow = Tables['grants']

/** A grant with its place in the order of making. */
export type PlacedGrant = GrantRow & { readonly place: number }

/** Lists the grants of an environment, newest first, those that have ended included. */
export async function listGrants(
  db: Db,
  environment: string,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<PlacedGrant[]> {
  return db
    .selectFrom('grants')
    .selectAll()
    .select(sql<number>`rowid`.as('place'))
    .where('environment', '=', environment)
    .where(sql<number>`rowid`, '<', page.before ?? Number.MAX_SAFE_INTEGER)
    .orderBy(sql`rowid`, 'desc')
    .limit(page.limit)
    .execute()
}

/** Finds a grant; `undefined` when there is none of that id. */
export async function findGrant(db: Db, id: string): Promise<GrantRow | undefined> {
  return db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst()
}

/** All grants that may still work, as the book takes them. */
export async function lastingGrants(db: Db, now: number): Promise<GrantEntry[]> {
  const rows = await db
    .selectFrom('grants')
    .select(['id', 'environment', 'expires_at as expiresAt'])
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  return rows
}

/** Who was shown what by a grant, as far as events about it may still come. */
export async function lastingUses(db: Db, now: number): Promise<GrantUse[]> {
  return db.selectFrom('grant_uses').selectAll().where('until', '>', now).execute()
}

/** Deletes what is kept of a unit. */
export async function forgetUses(
  db: Db,
  environment: string,
  unit: string,
  pseudonym: string,
): Promise<void> {
  await db
    .deleteFrom('grant_uses')
    .where('environment', '=', environment)
    .where('unit', '=', unit)
    .where('pseudonym', '=', pseudonym)
    .execute()
}

/** Keeps uses, and lets go of those whose time is over. */
export async function keepUses(db: Db, uses: readonly GrantUse[], now: number): Promise<void> {
  await db.deleteFrom('grant_uses').where('until', '<=', now).execute()
  await db
    .insertInto('grant_uses')
    .values([...uses])
    .onConflict((conflict) =>
      conflict
        .columns(['environment', 'unit', 'pseudonym', 'flag'])
        .doUpdateSet((row) => ({ until: row.ref('excluded.until') })),
    )
    .execute()
}
