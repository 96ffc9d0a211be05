import { checkCount, checkNonNegative, checkOpenShare, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'

const DAY_MS = 86_400_000

/** How long it takes to collect units. */
export interface Duration {
  /** Whole days until the units are there. */
  readonly days: number
  /** Whole weeks, so that every weekday counts as often as the others. */
  readonly weeks: number
}

/**
 * How long an experiment runs at today's traffic.
 *
 * @param units - needed in all variants together
 * @param traffic - `newUnitsPerDay` that have not been seen before, and the `share` of them that
 *   is in the experiment, in (0, 1]; default 1
 * @param livedMs - how long each of them has to be waited for, until it has lived its metrics
 * @throws StatsError `invalid_input` for units that are no count, traffic that is not above 0, a share
 *   outside of (0, 1] or a wait below 0; `insufficient_data` for no units
 */
export function durationFor(
  units: number,
  traffic: { readonly newUnitsPerDay: number; readonly share?: number },
  livedMs: number = 0,
): Duration {
  checkRecord('traffic', traffic, 'newUnitsPerDay and share')
  const { newUnitsPerDay, share = 1 } = traffic
  checkCount('units', units, 1)
  checkPositive('newUnitsPerDay', newUnitsPerDay)
  if (share !== 1) checkOpenShare('share', share)
  checkNonNegative('livedMs', livedMs)
  const until = units / (newUnitsPerDay * share) + livedMs / DAY_MS
  const days = Math.max(1, Math.ceil(until - 1e-9))
  return { days, weeks: Math.ceil(days / 7) }
}
