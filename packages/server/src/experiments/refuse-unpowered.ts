import { HttpError } from '../http/http-error.ts'
import { inTime, moreTime } from './refuse-hopeless.ts'
import { ALWAYS_OPEN } from './open-time.ts'
import { raised } from './raised.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { mostUnits, type PlanSize } from './size.ts'

/**
 * Refuses a plan that would not find the lift that matters: by its own units, or by those that
 * come in its time.
 *
 * @throws HttpError `POWER_OUT_OF_REACH` (422), with what would help
 */
export function refuseUnpowered(plan: SealedPlan, size: PlanSize): void {
  const { metrics, units, weeks, reachable } = size
  const { kind } = plan.stopping
  const most = mostUnits(plan)
  if (kind !== 'always_valid' && most > reachable) {
    throw new HttpError(
      'POWER_OUT_OF_REACH',
      `The plan reads its metrics at ${most} units, and about ${reachable} come in ${weeksOf(plan.weeks)}${inTime(plan)}. ${moreTime(plan, size)}, raise the coverage, or lower "units"${kind === 'fixed' ? '' : ' or the last of "fractions"'}.`,
      { status: 422, members: { reachable, size } },
    )
  }
  const limit = Math.min(reachable, most)
  if (units === null || units <= limit) return
  const worst = metrics.find((metric) => metric.units === units)
  const detectable = worst?.detectableLift
  const within = most < reachable ? `With ${most} units` : 'In the planned time'
  const found =
    typeof detectable === 'number'
      ? ` ${within} a lift of ${percent(detectable)} would be found.`
      : ''
  const ways = [
    ...(most < units ? [`raise ${raised(plan, units)}`] : []),
    ...(reachable < units ? [...longer(plan, size), 'raise the coverage'] : []),
  ]
  // Units of its own that are too few stay so in any time.
  const needsBoth = most < units && ways.length > 1
  const [first = '', ...others] = ways
  const advice = needsBoth ? `${first}, and ${others.join(' or ')}` : ways.join(', ')
  throw new HttpError(
    'POWER_OUT_OF_REACH',
    `A lift of ${percent(worst?.minimumEffect ?? 0)} of ${worst?.metric ?? ''} takes ${units} units, and the plan has ${limit}.${found} ${capital(advice)}, or look for a larger effect.`,
    { status: 422, members: { units, weeks, reachable, size } },
  )
}

/** In which time enough would come; nothing where that is longer than anybody waits. */
function longer(plan: SealedPlan, size: PlanSize): string[] {
  if (size.weeks !== null) return [`plan for ${weeksOf(size.weeks)}`]
  const { toMs } = size.open ?? ALWAYS_OPEN
  return toMs === null ? [] : [`give the window of the rule "${plan.rule}" a later "endsAt"`]
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function weeksOf(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}
