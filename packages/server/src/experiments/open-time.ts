import type { Rule } from '@sluice/core'
import type { PlanWarning } from './warnings.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** When units come to the rule of an experiment, in milliseconds from its start on. */
export interface OpenTime {
  readonly fromMs: number
  /** `null` where it does not end, as JSON has no other word for that. */
  readonly toMs: number | null
}

/** A rule without a window. */
export const ALWAYS_OPEN: OpenTime = { fromMs: 0, toMs: null }

/**
 * Tells when a rule is open, as its window says.
 *
 * @param startsAt - when the experiment would start, epoch milliseconds
 * @returns `null` where it is at any time
 */
export function openTimeOf({ window }: Rule, startsAt: number): OpenTime | null {
  if (window === undefined) return null
  const { startsAt: opensAt = -Infinity, endsAt } = window
  return {
    fromMs: Math.max(0, opensAt - startsAt),
    toMs: endsAt === undefined ? null : endsAt - startsAt,
  }
}

/** Warns of a window that lets units come in a part of the planned weeks alone. */
export function windowWarnings(rule: Rule, weeks: number, now: number): PlanWarning[] {
  const open = openTimeOf(rule, now)
  if (open === null) return []
  const { fromMs, toMs } = open
  const plannedMs = weeks * WEEK_MS
  const isCut = toMs !== null && toMs < plannedMs
  if (fromMs === 0 && !isCut) return []
  const parts = [
    ...(fromMs > 0 ? [`begins in ${daysOf(fromMs)}`] : []),
    ...(isCut ? [`ends in ${daysOf(toMs)}`] : []),
  ]
  const fix = isCut
    ? `Give it a later "endsAt", or plan for fewer weeks.`
    : 'Start the experiment then, or give it an earlier "startsAt".'
  return [
    {
      code: 'WINDOW_CUTS',
      message: `The window of the rule "${rule.id}" ${parts.join(' and ')}, and the experiment is planned for ${weeks === 1 ? '1 week' : `${weeks} weeks`}: outside of it nobody comes. ${fix}`,
    },
  ]
}

function daysOf(ms: number): string {
  const count = Number((ms / DAY_MS).toPrecision(2))
  return count === 1 ? '1 day' : `${count} days`
}
