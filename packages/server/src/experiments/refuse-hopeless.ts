import { plannedLooks } from '@sluice/stats'
import { HttpError } from '../http/http-error.ts'
import { expectedMs } from './expected-look.ts'
import { livedMs } from '../measure/lived-ms.ts'
import { livedOf } from './lived.ts'
import { raised } from './raised.ts'
import { refuseFaults } from './refuse-faults.ts'
import { ALWAYS_OPEN } from './open-time.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { mostUnits, type PlanSize } from './size.ts'
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
  refuseFaults(faults)
}

/**
 * Refuses a metric that takes longer than the units of the last planned look take to be there:
 * nobody would have lived it when it is read for good. What decides is waited for, the rest is not.
 *
 * @throws HttpError `INVALID_EXPERIMENT` (422)
 */
export function refuseUnlivedLooks(plan: SealedPlan, size: PlanSize): void {
  const last = plannedLooks(plan.stopping).at(-1)
  if (last === undefined) return
  const atMs = expectedMs(plan, last, size)
  const faults = (plan.secondary ?? []).flatMap(({ key }) => {
    const lived = livedMs(plan.definitions[key])
    if (lived < atMs) return []
    const message = `It counts who came ${days(lived)} ago or more, and the ${last.units} units of the ${plan.stopping.kind === 'fixed' ? 'look' : 'last look'} are there in about ${days(atMs)}, so that it would count nobody. Plan for more units, shorten the metric, or take "always_valid".`
    return [{ path: `$.metrics.${key}`, at: ['metrics', key], message }]
  })
  refuseFaults(faults)
}

/** In words, for what the units of a plan that come in a time are early enough; nothing where all are. */
export function inTime(plan: SealedPlan): string {
  const lived = livedOf(plan)
  return lived === undefined ? '' : ` early enough to live the ${days(lived.ms)} of ${lived.metric}`
}

/** What makes more units come: where the window of the rule ends before, more weeks do not. */
export function moreTime({ rule, weeks }: SealedPlan, { open }: PlanSize): string {
  const { toMs } = open ?? ALWAYS_OPEN
  return toMs !== null && toMs < weeks * WEEK_MS
    ? `Give the window of the rule "${rule}" a later "endsAt"`
    : 'Plan for more weeks'
}

/**
 * Refuses a plan whose smallest variant gets so few units that nothing would ever be told of it.
 *
 * @throws HttpError `POWER_OUT_OF_REACH` (422)
 */
export function refuseTooFew(plan: SealedPlan, size: PlanSize): void {
  const { metrics, reachable } = size
  const [smallest] = plan.variants
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => a.share - b.share)
  if (smallest === undefined) return
  const most = mostUnits(plan)
  const expected = Math.floor(Math.min(reachable, most) * smallest.share)
  for (const { key, kind, test } of plan.primary) {
    const rate = metrics.find(({ metric }) => metric === key)?.baseline?.mean
    const needed =
      plan.stopping.kind !== 'always_valid' || test === 'event_counts'
        ? SMALL_CELL
        : kind !== 'rate'
          ? MEAN_UNITS
          : unitsOfRate(rate)
    if (expected >= needed) continue
    const told = `${key} is told from ${needed} on`
    const [problem, advice] =
      most < reachable
        ? [
            `The plan reads ${most} units, about ${expected} of them in "${smallest.key}", and ${told}.`,
            `Raise ${raised(plan, Math.ceil(needed / smallest.share))}`,
          ]
        : [
            `About ${expected} units come into "${smallest.key}" in ${weeksOf(plan.weeks)}${inTime(plan)}, and ${told}.`,
            `${moreTime(plan, size)}, raise the coverage ("coverageBps")`,
          ]
    throw new HttpError(
      'POWER_OUT_OF_REACH',
      `${problem} ${advice}, or give "${smallest.key}" a larger share.`,
      { status: 422, members: { reachable, needed } },
    )
  }
}

function unitsOfRate(rate: number | undefined): number {
  const rarer = rate === undefined ? 0 : Math.min(rate, 1 - rate)
  return rarer > 0 ? Math.max(SMALL_CELL, Math.ceil(RATE_EVENTS / rarer)) : SMALL_CELL
}

function days(ms: number): string {
  const count = Math.ceil(ms / DAY_MS)
  return count === 1 ? '1 day' : `${count} days`
}

function weeksOf(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`
}
