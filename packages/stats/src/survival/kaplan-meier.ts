import { normalUpperQuantile } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkNonNegative, checkOpenShare } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import type { Interval } from '../tests/result.ts'

/** Until when each unit was seen, and whether it happened then. */
export interface SurvivalData {
  /** From 0 on. */
  readonly times: readonly number[] | Float64Array
  /** True where it happened at that time, false where the unit was last seen without it. */
  readonly events: readonly boolean[]
}

/** How many units were left at a time, and what happened. */
export interface TimePoint {
  readonly time: number
  /** Units seen until this time or longer. */
  readonly atRisk: number
  readonly events: number
}

/** The estimated share that goes on without the event after a time. */
export interface SurvivalPoint extends TimePoint {
  readonly survival: number
  /** Greenwood's; absent once nobody is left. */
  readonly standardError?: number
  /** Absent once nobody is left. */
  readonly interval?: Interval
}

/** A Kaplan-Meier curve. */
export interface KaplanMeierResult {
  readonly method: 'kaplan_meier'
  readonly settings: { readonly alpha: number; readonly scale: 'log' | 'log_log' }
  /** One point for each time at which something happened, rising. */
  readonly curve: readonly SurvivalPoint[]
  /** When half are left; `undefined` while more than half are. */
  readonly median: number | undefined
}

/**
 * Kaplan and Meier's estimate of how long it takes, with units that have not got there yet.
 *
 * Assumes that leaving the data has nothing to do with what would have happened.
 *
 * @see Kaplan, Meier (1958), J. Am. Stat. Assoc. 53; Greenwood (1926); R's survfit
 * @throws StatsError `invalid_input` for negative times, events that are not true or false, or a scale that is none; `insufficient_data` for no units
 */
export function kaplanMeier(
  data: SurvivalData,
  settings: { readonly alpha?: number; readonly scale?: 'log' | 'log_log' } = {},
): KaplanMeierResult {
  checkRecord('settings', settings, 'alpha and scale')
  const { alpha = 0.05, scale = 'log' } = settings
  checkOpenShare('alpha', alpha)
  if (scale !== 'log' && scale !== 'log_log') {
    throw new StatsError(
      'invalid_input',
      `scale is ${shown(scale)}. Give "log" or "log_log"; a plain interval leaves [0, 1].`,
    )
  }
  const z = normalUpperQuantile(alpha / 2)
  let survival = 1
  let greenwood = 0
  let median: number | undefined
  let previous: number | undefined
  const curve: SurvivalPoint[] = []
  for (const point of timePoints(data)) {
    const { time, atRisk, events } = point
    if (events === 0) continue
    // As in R: a curve that lies at exactly one half has its median half-way to the next fall.
    if (previous !== undefined && median === undefined) median = (previous + time) / 2
    survival *= (atRisk - events) / atRisk
    greenwood += events / (atRisk * (atRisk - events))
    if (median === undefined && previous === undefined) {
      if (Math.abs(survival - 0.5) < 1e-12) previous = time
      else if (survival < 0.5) median = time
    }
    const deviation = Math.sqrt(greenwood)
    curve.push({
      ...point,
      survival,
      ...(survival > 0 && {
        standardError: survival * deviation,
        interval: survivalInterval(survival, deviation, z, scale),
      }),
    })
  }
  return { method: 'kaplan_meier', settings: { alpha, scale }, curve, median: median ?? previous }
}

function survivalInterval(
  survival: number,
  deviation: number,
  z: number,
  scale: 'log' | 'log_log',
): Interval {
  if (scale === 'log') {
    const factor = Math.exp(z * deviation)
    return { low: survival / factor, high: Math.min(1, survival * factor) }
  }
  const power = Math.exp((z * deviation) / Math.log(survival))
  return { low: survival ** (1 / power), high: survival ** power }
}

/** Every time that occurs with what happened then, rising. */
export function timePoints(data: SurvivalData, name = 'data'): readonly TimePoint[] {
  checkRecord(name, data, 'times and events')
  const { times, events } = data
  checkList(`${name}.times`, times)
  checkList(`${name}.events`, events, 'true and false')
  checkCount('the number of units', times.length, 1)
  if (times.length !== events.length) {
    throw new StatsError(
      'invalid_input',
      `${times.length} times and ${events.length} events. Give one of each for every unit.`,
    )
  }
  const happened: number[] = []
  for (let index = 0; index < times.length; index++) {
    checkNonNegative(`times[${index}]`, times[index] as number)
    if (typeof events[index] !== 'boolean') {
      throw new StatsError(
        'invalid_input',
        `events[${index}] is ${shown(events[index])}. Give true where it happened, and false where not.`,
      )
    }
    if (events[index] === true) happened.push(times[index] as number)
  }
  const all = Float64Array.from(times).toSorted()
  const rising = Float64Array.from(happened).toSorted()
  const points: TimePoint[] = []
  let event = 0
  for (let index = 0; index < all.length;) {
    const time = all[index] as number
    const atRisk = all.length - index
    let count = 0
    for (; event < rising.length && rising[event] === time; event++) count++
    points.push({ time, atRisk, events: count })
    while (index < all.length && all[index] === time) index++
  }
  return points
}
