import type { Kysely, Transaction } from 'kysely'
import type { CredentialEntry } from '../auth/credential-book.ts'
import type { CredentialKind } from '../auth/credential.ts'
import type { KeyKind, Principal, Role } from '../auth/principal.ts'
import type { Tables } from './tables.ts'

/** A credential as its row has it. */
export type CredentialRow = Tables['credentials']

/** All credentials that were not revoked, as the book takes them. */
export async function activeCredentials(
  db: Kysely<Tables> | Transaction<Tables>,
): Promise<CredentialEntry[]> {
  const rows = await db
    .selectFrom('credentials')
    .selectAll()
    .where('revoked_at', 'is', null)
    .execute()
  return rows.map(entryOfRow)
}

/** The entry of a row for the book. */
export function entryOfRow(row: CredentialRow): CredentialEntry {
  return { publicId: `${row.kind}_${row.id}`, digest: row.digest, principal: principalOf(row) }
}

function principalOf({ kind, id, name, role, environment }: CredentialRow): Principal {
  // The table checks that a token has a role, and a key an environment.
  return (kind as CredentialKind) === 'token'
    ? { kind: 'token', id, name, role: role as Role }
    : {
        kind: `${kind as KeyKind}_key`,
        id,
        name,
        environment: environment ?? '',
      }
}
