import type { Ruleset } from '@sluice/core'
import type { RolloutPlan, RolloutState } from '@sluice/rollout'
import type { AuditAction } from '../audit/audit-entry.ts'
import { HttpError } from '../http/http-error.ts'
import type { Unit } from '../store/unit.ts'
import { metricMark } from './metric-mark.ts'
import { BUSY } from './rollout-rows.ts'

/** The way back of a whole ruleset waits for nothing: where it changes a metric, the rollouts that go by it stop. */
const FREE: ReadonlySet<AuditAction> = new Set(['ruleset.rollback', 'service.restore'])

/**
 * Refuses to change or take away what a metric counts while a rollout goes by it: what the new one
 * says would pass for what the old one was checked for.
 *
 * @throws HttpError `METRIC_IN_USE`, status 409, with the rollouts that go by it
 */
export async function refuseMetricsInUse(
  { db }: Unit,
  change: {
    readonly environment: string
    readonly action: AuditAction
    readonly before: Ruleset
    readonly after: Ruleset
  },
): Promise<void> {
  const { environment, action, before, after } = change
  if (FREE.has(action)) return
  const changed = new Set(
    Object.keys(before.metrics).filter((name) => markIn(before, name) !== markIn(after, name)),
  )
  if (changed.size === 0) return
  const busy = await db
    .selectFrom('rollouts')
    .select(['id', 'flag', 'plan', 'state', 'state_name'])
    .where('environment', '=', environment)
    .where('state_name', 'in', [...BUSY])
    .orderBy('created_at')
    .execute()
  const dependants = busy.flatMap(({ id, flag, plan, state: text, state_name: state }) => {
    const { metricMarks = {} } = JSON.parse(text) as RolloutState
    return (JSON.parse(plan) as RolloutPlan).guardrails.flatMap(({ metric }) => {
      const isBack =
        metricMarks[metric] !== undefined && metricMarks[metric] === markIn(after, metric)
      return changed.has(metric) && !isBack ? [{ rollout: id, flag, metric, state }] : []
    })
  })
  const [first] = dependants
  if (first === undefined) return
  const metrics = [...new Set(dependants.map(({ metric }) => `"${metric}"`))].join(', ')
  const whom = dependants.map(({ rollout, flag }) => `${rollout} of "${flag}"`)
  throw new HttpError(
    'METRIC_IN_USE',
    `What ${metrics} counts decides about rollouts that are not over: ${[...new Set(whom)].join(', ')}. Define what is new under another name, or finish, roll back or abort them first (sluice rollout abort ${first.rollout} --environment ${environment}).`,
    { status: 409, members: { dependants } },
  )
}

function markIn({ metrics }: Ruleset, name: string): string | undefined {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  return metric && metricMark(metric)
}
