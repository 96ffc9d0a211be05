import { RULINGS, type RolloutPlan } from '@sluice/rollout'
import { HttpError } from '../http/http-error.ts'
import type { Store } from '../store/store.ts'
import { openIncidents, refusalOf, type Database } from './edit-lock.ts'
import type { StoredRollout } from './rollout-rows.ts'

/**
 * Refuses a rollback that a person asks for where there is nothing to go back, or where going back
 * would give everybody what another rollout was rolled back for: its control was the treatment of
 * that one.
 *
 * @throws HttpError `ROLLOUT_REFUSED` or `FLAG_LOCKED`, status 409
 */
export async function refuseRollback(
  db: Database,
  { live }: Pick<Store, 'live'>,
  { environment, plan, state }: StoredRollout,
): Promise<void> {
  if (RULINGS[state.name].roll_back !== 'acts') return
  const flags = live.get(environment)?.ruleset.flags ?? {}
  const flag = Object.hasOwn(flags, plan.flag) ? flags[plan.flag] : undefined
  if (flag === undefined || flag.archived) {
    throw new HttpError(
      'ROLLOUT_REFUSED',
      `The flag "${plan.flag}" is archived or gone, so nobody gets anything by it, and a rollback would bring it back. There is nothing to do.`,
      { status: 409 },
    )
  }
  const open = await openIncidents(db, environment)
  const held = open.find(
    (other) =>
      other.flag === plan.flag &&
      (JSON.parse(other.plan) as RolloutPlan).treatment === plan.control,
  )
  if (held !== undefined) throw refusalOf(held, environment)
}
