import { StatsError } from '../errors.ts'
import { compareEventCounts } from '../sequential/event-counts.ts'
import type { TestResult } from '../tests/result.ts'
import type { Measured } from './measured.ts'

/**
 * Counts of events as a lift, exactly and at every look: how much more often it happens than in
 * the control, for each unit that was planned. Where a variant has no event yet, half an event
 * on either side makes the estimate a number; p and the interval take none of it.
 *
 * @throws StatsError `insufficient_data` before the first event
 */
export function eventsTest(
  { control, treatment, treatmentShare }: NonNullable<Measured['events']>,
  alpha: number,
): TestResult<'event_counts'> {
  const [c, t] = [control.successes, treatment.successes]
  if (c + t === 0) {
    throw new StatsError('insufficient_data', 'Nothing has happened yet. Wait for the first event.')
  }
  const { logE, p, logP, interval, settings } = compareEventCounts(c, t, { treatmentShare, alpha })
  const more = c === 0 || t === 0 ? 0.5 : 0
  const ratio = ((t + more) / (c + more) / treatmentShare) * (1 - treatmentShare)
  return {
    method: 'event_counts',
    settings: { ...settings },
    estimate: ratio - 1,
    standardError: ratio * Math.sqrt(1 / (c + more) + 1 / (t + more)),
    statistic: logE,
    p,
    logP,
    interval: { low: interval.low - 1, high: interval.high - 1 },
  }
}
