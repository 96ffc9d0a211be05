import type { Context } from 'hono'
import type { CredentialBook } from '../auth/credential-book.ts'
import { digestOf } from '../auth/credential.ts'
import type { RolePrincipal } from '../auth/principal.ts'
import { hasRole } from '../auth/principal.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { randomBytes } from 'node:crypto'
import { principalOfMember } from './member-rows.ts'
import { requireSameOrigin } from './same-origin.ts'
import { createSessionBook, type SessionBook } from './session-book.ts'
import { readCookie, SESSION_MS } from './session-cookie.ts'

/** Who is signed in. */
export interface Sessions {
  readonly book: SessionBook
  /**
   * Finds who asks by the cookie of a request.
   *
   * @throws HttpError `CROSS_SITE` when another site sent it
   */
  recognise(c: Context): RolePrincipal | undefined
  /**
   * Begins a session of a member.
   *
   * @returns what the cookie holds, this one time
   */
  start(unit: Unit, principal: RolePrincipal): Promise<string>
}

/** Brings the sessions that are not over into memory. */
export async function openSessions(
  store: Store,
  options: { readonly now: () => number; readonly publicUrl: string | undefined },
): Promise<Sessions> {
  const { now, publicUrl } = options
  const book = createSessionBook(now)
  if (store.health().database === 'ok') {
    const rows = await store.read(async (db) =>
      db
        .selectFrom('sessions')
        .innerJoin('members', 'members.id', 'sessions.member')
        .select(['sessions.id as session', 'digest', 'expires_at'])
        .select(['members.id as id', 'name', 'role'])
        .where('expires_at', '>', now())
        .execute(),
    )
    for (const row of rows) {
      const { session: id, digest, expires_at: expiresAt } = row
      book.add({ id, digest, expiresAt, principal: principalOfMember(row) })
    }
  }
  return {
    book,
    recognise(c) {
      const secret = readCookie(c)
      const principal = secret === undefined ? undefined : whoHolds(secret, book, store.credentials)
      if (principal !== undefined) requireSameOrigin(c, publicUrl, true)
      return principal
    },
    async start(unit, principal) {
      const secret = randomBytes(32).toString('base64url')
      const id = randomBytes(8).toString('hex')
      const digest = digestOf(secret).toString('hex')
      const expiresAt = unit.now + SESSION_MS
      await unit.db.deleteFrom('sessions').where('expires_at', '<=', unit.now).execute()
      await unit.db
        .insertInto('sessions')
        .values({ id, member: principal.id, digest, created_at: unit.now, expires_at: expiresAt })
        .execute()
      unit.afterCommit(() => book.add({ id, digest, expiresAt, principal }))
      return secret
    },
  }
}

/** Whoever signed in with a token has the token itself in the cookie, so that it ends with it. */
function whoHolds(
  secret: string,
  book: SessionBook,
  credentials: CredentialBook,
): RolePrincipal | undefined {
  const principal = book.find(secret)?.principal ?? credentials.authenticate(secret)
  return hasRole(principal) ? principal : undefined
}
