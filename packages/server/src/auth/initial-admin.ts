import { SERVICE_ACTOR } from '../audit/actor.ts'
import type { Store } from '../store/store.ts'
import { issueCredential } from './issue-credential.ts'

/**
 * Makes the first admin token of a data folder that never had one.
 *
 * @returns the token, to be shown this one time; `undefined` when there was a token before
 */
export async function createInitialAdmin(store: Store): Promise<string | undefined> {
  return store.write(async (unit) => {
    const known = await unit.db
      .selectFrom('credentials')
      .select('id')
      .where('kind', '=', 'token')
      .limit(1)
      .executeTakeFirst()
    if (known !== undefined) return undefined
    const by = { actor: SERVICE_ACTOR, reason: 'first start with an empty data folder' }
    const { text } = await issueCredential(
      store,
      unit,
      { kind: 'token', role: 'admin', name: 'first admin' },
      by,
    )
    return text
  })
}
