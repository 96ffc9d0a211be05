import { keepsAllocation, type PlanFault, type RolloutPlan } from '@sluice/rollout'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import type { Unit } from '../store/unit.ts'
import { BUSY, rolloutOf } from './rollout-rows.ts'

const DAY_MS = 86_400_000

/**
 * Finds steps whose first events would be deleted before they are decided.
 *
 * @param settings - of the environment; without a retention everything is kept
 */
export function retentionFaults(
  plan: RolloutPlan,
  { eventRetentionDays: days }: Pick<EnvironmentSettings, 'eventRetentionDays'>,
): readonly PlanFault[] {
  const { first, needed } = longestStretch(plan)
  if (days === undefined || days >= needed) return []
  const message = `From "${plan.steps[first]?.name ?? ''}" on it is decided by the events of up to ${daysOf(needed)}, and the environment keeps them for ${daysOf(days)}. Keep them longer ("eventRetentionDays": ${needed} or more), or wait shorter.`
  return [{ path: `steps[${first}]`, message }]
}

/**
 * Refuses a retention that takes events which a rollout is decided by.
 *
 * @throws HttpError `ROLLOUTS_NEED_EVENTS` (409), with the rollouts
 */
export async function refuseTakingFromRollouts(
  { db, now }: Unit,
  environment: string,
  days: number,
): Promise<void> {
  const rows = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('environment', '=', environment)
    .where('state_name', 'in', [...BUSY])
    .orderBy('created_at')
    .execute()
  const rollouts = rows.map(rolloutOf).flatMap(({ id, flag, plan, countedFrom }) => {
    const { needed } = longestStretch(plan)
    // It may have taken longer than was planned.
    const neededDays = Math.max(needed, Math.ceil((now - countedFrom) / DAY_MS))
    return needed === 0 || days >= neededDays ? [] : [{ rollout: id, flag, neededDays }]
  })
  if (rollouts.length === 0) return
  const names = rollouts.map(
    ({ rollout, flag, neededDays }) => `${rollout} of "${flag}" (${daysOf(neededDays)})`,
  )
  throw new HttpError(
    'ROLLOUTS_NEED_EVENTS',
    `To keep events for ${daysOf(days)} would delete those that rollouts are decided by: ${names.join(', ')}. Finish, roll back or abort them first, or keep events longer.`,
    { status: 409, members: { rollouts } },
  )
}

/** The longest time that is counted through, in whole days: steps that compare the same people go on counting. */
function longestStretch(plan: RolloutPlan): { readonly first: number; readonly needed: number } {
  let longest = { first: 0, ms: 0 }
  let present = { first: 0, ms: 0 }
  for (const [index, { holdMs, maxWaitMs = holdMs, monitored }] of plan.steps.entries()) {
    if (!keepsAllocation(plan, index - 1, index)) present = { first: index, ms: 0 }
    present = { ...present, ms: present.ms + maxWaitMs }
    if (monitored && present.ms > longest.ms) longest = present
  }
  return { first: longest.first, needed: Math.ceil(longest.ms / DAY_MS) }
}

function daysOf(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
