import type { Metric } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import type { SealedPlan } from './sealed-plan.ts'
import type { PlanSize } from './size.ts'
import { SMALL_CELL } from './suppress.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** Where a mean may be read at any time, it is from so many units in the smaller variant on. */
const MEAN_UNITS = 200

/** Where a rate may be, so many who do it, and who do not, are expected there. */
const RATE_EVENTS = 10

/**
 * Refuses a metric that takes longer than the experiment is planned for: whoever comes first has
 * not lived it when it ends, so that there would be nobody to count.
 *
 * @throws HttpError `INVALID_EXPERIMENT` (422)
 */
export function refuseLongMetrics(plan: SealedPlan): void {
  const planned = [...plan.primary, ...(plan.guardrails ?? []), ...(plan.secondary ?? [])]
  const faults = planned.flatMap(({ key }) => {
    const lived = livedMs(plan.definitions[key])
    if (lived < plan.weeks * WEEK_MS) return []
    const message = `It counts who came ${days(lived)} ago or more, and the experiment is planned for ${weeksOf(plan.weeks)}, so that it would count nobody. Plan for ${weeksOf(Math.floor(lived / WEEK_MS) + 1)} or more, or shorten the metric.`
    return [{ path: `$.metrics.${key}`, at: ['metrics', key], message }]
  })
  const [first] = faults
  if (first === undefined) return
  throw new HttpError('INVALID_EXPERIMENT', `${first.path}: ${first.message}`, {
    status: 422,
    faults,
  })
}

/**
 * Refuses a plan whose smallest variant gets so few units that nothing would ever be told of it.
 *
 * @throws HttpError `POWER_OUT_OF_REACH` (422)
 */
export function refuseTooFew(plan: SealedPlan, { metrics, reachable }: PlanSize): void {
  const [smallest] = plan.variants
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => a.share - b.share)
  if (smallest === undefined) return
  const expected = Math.floor(reachable * smallest.share)
  for (const { key, kind, test } of plan.primary) {
    const rate = metrics.find(({ metric }) => metric === key)?.baseline?.mean
    const needed =
      plan.stopping.kind !== 'always_valid' || test === 'event_counts'
        ? SMALL_CELL
        : kind !== 'rate'
          ? MEAN_UNITS
          : unitsOfRate(rate)
    if (expected >= needed) continue
    throw new HttpError(
      'POWER_OUT_OF_REACH',
      `About ${expected} units come into "${smallest.key}" in ${weeksOf(plan.weeks)}, and ${key} is told from ${needed} on. Plan for more weeks, raise the coverage ("coverageBps"), or give "${smallest.key}" a larger share.`,
      { status: 422, members: { reachable, needed } },
    )
  }
}

function unitsOfRate(rate: number | undefined): number {
  const rarer = rate === undefined ? 0 : Math.min(rate, 1 - rate)
  return rarer > 0 ? Math.max(SMALL_CELL, Math.ceil(RATE_EVENTS / rarer)) : SMALL_CELL
}

/** For how long a unit has to be known before it counts. */
function livedMs(metric: Metric | undefined): number {
  if (metric?.kind === 'retention') return metric.toMs
  if (metric === undefined || !('completeOnly' in metric)) return 0
  return metric.completeOnly ? (metric.windowMs ?? 0) : 0
}

function days(ms: number): string {
  const count = Math.ceil(ms / DAY_MS)
  return count === 1 ? '1 day' : `${count} days`
}

function weeksOf(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`
}
