import { kaplanMeier, type SurvivalData, type SurvivalPoint } from '@sluice/stats'
import { resolutionOf } from '../measure/measure-apart.ts'

/**
 * How long it took: when half had got there, and up to a time, how many had and what the mean is.
 *
 * @param untilMs - the horizon, or less where nobody has been there for so long
 * @see Royston, Parmar (2013), Restricted mean survival time, BMC Med. Res. Methodol. 13
 */
export function curveOf(data: SurvivalData, untilMs: number): Record<string, unknown> {
  const { curve, median } = kaplanMeier(data)
  const last = curve.findLast(({ time }) => time <= untilMs)
  return {
    medianMs: median ?? null,
    untilMs,
    reached: 1 - (last?.survival ?? 1),
    meanMs: meanUntil(curve, untilMs),
    curve: curve.map(({ time, survival, interval }) => ({ timeMs: time, survival, interval })),
  }
}

/**
 * For how long somebody of every variant has been there, the horizon at most: nothing is known of
 * what comes after, and to carry a curve on would say that nothing does.
 */
export function followedMs(variants: readonly SurvivalData[], horizonMs: number): number {
  const lastStep = horizonMs - (horizonMs % resolutionOf(horizonMs))
  const followed = variants.map(({ times, events }) => {
    let last = 0
    for (const time of times) last = Math.max(last, time)
    // Where all got there, nobody is left whom to wait for.
    return last >= lastStep || events.every(Boolean) ? horizonMs : last
  })
  return Math.min(horizonMs, ...followed)
}

/** How long it takes on average, where whoever has not got there by then counts as that. */
function meanUntil(
  curve: readonly Pick<SurvivalPoint, 'time' | 'survival'>[],
  untilMs: number,
): number {
  let sum = 0
  let last = { time: 0, survival: 1 }
  for (const point of [...curve, { time: untilMs, survival: 0 }]) {
    sum += last.survival * (Math.min(point.time, untilMs) - last.time)
    last = { time: Math.min(point.time, untilMs), survival: point.survival }
  }
  return sum
}
