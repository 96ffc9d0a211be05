import { sql, type Kysely, type Transaction } from 'kysely'
import type { CredentialRow } from './credential-rows.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** Which credentials: the keys of one environment, or all tokens. */
export type CredentialScope = { readonly environment: string } | 'tokens'

/** A credential with its place in the order of making. */
export type PlacedCredential = CredentialRow & { readonly place: number }

/** Lists credentials, newest first, revoked ones included. */
export async function listCredentials(
  db: Db,
  scope: CredentialScope,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<PlacedCredential[]> {
  return scoped(db, scope)
    .select(sql<number>`rowid`.as('place'))
    .where(sql<number>`rowid`, '<', page.before ?? Number.MAX_SAFE_INTEGER)
    .orderBy(sql`rowid`, 'desc')
    .limit(page.limit)
    .execute()
}

/** Finds a credential that was not revoked; `undefined` when there is none of that id in the scope. */
export async function findCredential(
  db: Db,
  scope: CredentialScope,
  id: string,
): Promise<CredentialRow | undefined> {
  return scoped(db, scope).where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst()
}

/** How many admin tokens work. */
export async function countAdmins(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('credentials')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('role', '=', 'admin')
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

function scoped(db: Db, scope: CredentialScope) {
  const query = db.selectFrom('credentials').selectAll()
  return scope === 'tokens'
    ? query.where('kind', '=', 'token')
    : query.where('environment', '=', scope.environment)
}
