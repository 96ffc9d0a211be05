import type { DaySize } from './day-size.ts'
import type { DayEnd, Scenario } from './scenario.ts'

/** How large the day is that the limits of scenarios are for. */
export const USUAL_DAY = { peoplePerDay: 20_000, tickHours: 1 }

/** How a day of a scenario went. */
export interface Went {
  readonly scenario: Pick<Scenario, 'brokenFrom' | 'brokenUntil' | 'must'>
  readonly size: Omit<DaySize, 'seed'>
  /** When its rollout began, in hours. */
  readonly beginHour: number
  readonly end: DayEnd
  readonly detectedAfterHours: number | undefined
}

/** What is to be said of how a day ended. */
export interface Judged {
  /** Why it did not go as it must; none where it did. */
  readonly faults: readonly string[]
  /** Why nobody can tell. */
  readonly tooShort?: string
}

/**
 * Judges whether a day ended as it must, and in time. The fewer people there are, the longer it
 * takes until as much has been seen; where the day, or the harm, was over before, it shows nothing.
 */
export function judgeDay({ scenario, size, beginHour, end, detectedAfterHours }: Went): Judged {
  const { must, brokenFrom = beginHour, brokenUntil = size.hours } = scenario
  const limit = limitOf(must.withinHours, size)
  if (end !== must.end) {
    // What was rolled back or paused, or rose where it had to be held, will not come right later.
    const isDecided = must.end === 'held' || end === 'rolled back' || end === 'paused'
    const isTold = isDecided || brokenFrom + limit <= Math.min(size.hours, brokenUntil)
    if (isTold) return { faults: [`it ${end}, and had to be ${must.end}`] }
    return {
      faults: [],
      tooShort: `with ${size.peoplePerDay} people a day it may take ${limit} hours, and there were ${Math.min(size.hours, brokenUntil) - brokenFrom}. Give more --people or --hours.`,
    }
  }
  if (must.end !== 'rolled back' || (detectedAfterHours ?? Infinity) <= limit) return { faults: [] }
  return { faults: [`it took ${detectedAfterHours} hours, and had to take ${limit} at most`] }
}

function limitOf(withinHours: number, { peoplePerDay, tickMs }: Went['size']): number {
  const tickHours = tickMs / 3_600_000
  const slower = Math.max(1, USUAL_DAY.peoplePerDay / peoplePerDay)
  const rarer = Math.max(0, tickHours - USUAL_DAY.tickHours)
  return Math.ceil(withinHours * slower + rarer)
}
