import { SluiceError } from '@sluice/core'
import type { Kysely, Transaction } from 'kysely'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

/** What one instance at a time does. */
export type LeaseName = 'rollouts' | 'experiments'

/** The right to do something alone, with the number that fences off whoever had it before. */
export interface Lease {
  readonly name: LeaseName
  readonly holder: string
  readonly token: number
}

/**
 * Takes the lease, or keeps it. Whoever lets it run out loses it to the next who asks, and the
 * number rises: what the old holder still writes then finds another number and changes nothing.
 *
 * @param holder - names this instance, differently from every other
 * @param isGone - whether the instance of a name surely runs no more, so that nobody waits for it
 * @param name - what it is the right to; leases of different names know nothing of each other
 * @returns `undefined` while somebody else has it
 */
export async function takeLease(
  store: Store,
  holder: string,
  ttlMs: number,
  isGone: (holder: string) => boolean = () => false,
  name: LeaseName = 'rollouts',
): Promise<Lease | undefined> {
  return store.write(async ({ db, now }) => {
    const row = await db
      .selectFrom('leases')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst()
    const expires_at = now + ttlMs
    if (row === undefined) {
      await db.insertInto('leases').values({ name, holder, token: 1, expires_at }).execute()
      return { name, holder, token: 1 }
    }
    const isOurs = row.holder === holder
    // A clock that was set back must not make a lease last for ever.
    const isOver = row.expires_at <= now || row.expires_at > now + 10 * ttlMs
    if (!isOurs && !isOver && !isGone(row.holder)) return undefined
    const token = isOurs ? row.token : row.token + 1
    await db
      .updateTable('leases')
      .set({ holder, token, expires_at })
      .where('name', '=', name)
      .where('token', '=', row.token)
      .execute()
    return { name, holder, token }
  })
}

/** Gives a lease back, so that the next who asks has it at once; nothing is written by it after that. */
export async function giveBackLease(store: Store, { name, holder, token }: Lease): Promise<void> {
  await store.write(async ({ db }) =>
    db
      .updateTable('leases')
      // The row stays, since the number must rise with the next holder.
      .set({ holder: '', expires_at: 0 })
      .where('name', '=', name)
      .where('holder', '=', holder)
      .where('token', '=', token)
      .execute(),
  )
}

/** Whether a lease still is the one that counts. */
export async function holdsLease(
  db: Kysely<Tables> | Transaction<Tables>,
  { name, holder, token }: Lease,
): Promise<boolean> {
  const row = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst()
  return row?.holder === holder && row.token === token
}

/**
 * Refuses to go on with a lease that another has by now.
 *
 * @throws SluiceError `LEASE_LOST`
 */
export async function requireLease(
  db: Kysely<Tables> | Transaction<Tables>,
  lease: Lease,
): Promise<void> {
  if (!(await holdsLease(db, lease))) lost(lease.name)
}

/**
 * Refuses to go on without the lease.
 *
 * @throws SluiceError `LEASE_LOST`
 */
export function lost(name: LeaseName = 'rollouts'): never {
  throw new SluiceError(
    'LEASE_LOST',
    `Another instance runs the ${name} by now; what this one saw was left out.`,
  )
}
