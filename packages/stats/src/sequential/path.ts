import { checkNumber, checkShare } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import type { Interval } from '../tests/result.ts'

/** One look at a sequential test. */
export interface Look {
  readonly p: number
  readonly logP: number
  readonly interval: Interval
}

/** What all looks up to one say together. */
export interface RunningLook extends Look {
  /** True when the looks contradict each other: an event of probability alpha, or data that drifts. */
  readonly isEmpty: boolean
}

/**
 * Turns the looks at an always-valid test into what they say together: the smallest p so far,
 * and what all intervals so far have in common.
 *
 * @see Johari, Koomen, Pekelis, Walsh (2022), Always valid inference, Oper. Res. 70
 * @throws StatsError `invalid_input` for a look whose numbers are none
 */
export function runningLooks(looks: readonly Look[]): readonly RunningLook[] {
  checkList('looks', looks, 'looks')
  let logP = 0
  let p = 1
  let low = -Infinity
  let high = Infinity
  return looks.map((look, index) => {
    checkRecord(`looks[${index}]`, look, 'p, logP and interval')
    checkRecord(`looks[${index}].interval`, look.interval, 'low and high')
    checkShare(`looks[${index}].p`, look.p)
    checkNumber(`looks[${index}].logP`, look.logP)
    checkNumber(`looks[${index}].interval.low`, look.interval.low)
    checkNumber(`looks[${index}].interval.high`, look.interval.high)
    if (look.logP < logP) ({ p, logP } = look)
    low = Math.max(low, look.interval.low)
    high = Math.min(high, look.interval.high)
    return { p, logP, interval: { low, high }, isEmpty: low > high }
  })
}
