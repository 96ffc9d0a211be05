import type { Kysely, Transaction } from 'kysely'
import type { Role, RolePrincipal } from '../auth/principal.ts'
import type { Tables } from '../store/tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** A member as its row has it. */
export type MemberRow = Tables['members']

/** A name as it is looked for. */
export function signInNameOf(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}

/** Finds a member by the name that people sign in with. */
export async function findMemberByName(db: Db, name: string): Promise<MemberRow | undefined> {
  return db
    .selectFrom('members')
    .selectAll()
    .where('sign_in_name', '=', signInNameOf(name))
    .executeTakeFirst()
}

/** A member as who is asking. */
export function principalOfMember(row: Pick<MemberRow, 'id' | 'name' | 'role'>): RolePrincipal {
  return { kind: 'member', id: row.id, name: row.name, role: row.role as Role }
}
