import { kaplanMeier, type SurvivalData, type SurvivalPoint } from '@sluice/stats'

/**
 * How long it took: when half had got there, how many had by the horizon, and the mean until then.
 *
 * @see Royston, Parmar (2013), Restricted mean survival time, BMC Med. Res. Methodol. 13
 */
export function curveOf(data: SurvivalData, horizonMs: number): Record<string, unknown> {
  const { curve, median } = kaplanMeier(data)
  return {
    medianMs: median ?? null,
    reached: 1 - (curve.at(-1)?.survival ?? 1),
    meanMs: meanUntil(curve, horizonMs),
    curve: curve.map(({ time, survival, interval }) => ({ timeMs: time, survival, interval })),
  }
}

/** How long it takes on average, where whoever has not got there by the horizon counts as that. */
function meanUntil(
  curve: readonly Pick<SurvivalPoint, 'time' | 'survival'>[],
  horizonMs: number,
): number {
  let sum = 0
  let last = { time: 0, survival: 1 }
  for (const point of [...curve, { time: horizonMs, survival: 0 }]) {
    sum += last.survival * (Math.min(point.time, horizonMs) - last.time)
    last = { time: Math.min(point.time, horizonMs), survival: point.survival }
  }
  return sum
}
