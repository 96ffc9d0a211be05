import type { Person, RolloutEvent } from '@sluice/rollout'
import type { Kysely, Transaction } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { StoredRollout } from './rollout-rows.ts'

type Intrusion = Extract<RolloutEvent, { kind: 'stepped_in' }>

/** Says who stepped in, where the history of the ruleset knows. */
export async function named(
  db: Kysely<Tables> | Transaction<Tables>,
  { live }: Pick<Store, 'live'>,
  { environment, plan }: Pick<StoredRollout, 'environment' | 'plan'>,
  intrusion: Intrusion,
): Promise<Intrusion> {
  const flags = live.get(environment)?.ruleset.flags ?? {}
  const version = Object.hasOwn(flags, plan.flag) ? flags[plan.flag]?.version : undefined
  if (version === undefined) return intrusion
  const row = await db
    .selectFrom('ruleset_versions')
    .select('actor')
    .where('environment', '=', environment)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row === undefined) return intrusion
  const { id, name } = JSON.parse(row.actor) as Actor
  const by: Person = { id, name }
  return { ...intrusion, by, message: intrusion.message.replace(/^Somebody/, () => name) }
}
