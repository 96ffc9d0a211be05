import type { ChartData } from '../charts/chart.ts'
import type { Apart, SurvivalStep } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { lasting } from './time-words.ts'

/** Places along the time, beside its beginning: few enough to be read one by one. */
const STOPS = 12

/**
 * The share of each variant that got there by a time, with its interval, as long as somebody of
 * every variant has been there, and up to the horizon.
 *
 * @returns `undefined` where no curve is known, or until when one waits
 */
export function timesData(
  { metric, values }: Pick<Apart, 'metric' | 'values'>,
  { metrics, plan }: Pick<Results, 'metrics' | 'plan'>,
): ChartData | undefined {
  const untilMs = knownMs({ values }, metrics[metric]?.horizonMs)
  if (untilMs === undefined || untilMs === 0) return undefined
  const stops = Array.from({ length: STOPS + 1 }, (_, at) => (at * untilMs) / STOPS)
  const lines = plan.variants.flatMap(({ key }) => {
    const curve = values[key]?.curve
    if (curve === undefined) return []
    return [{ name: key, points: stops.map((ms, at) => ({ at, ...reachedBy(curve, ms) })) }]
  })
  if (lines.length === 0) return undefined
  const places = stops.map((ms) => (ms === 0 ? 'At once' : lasting(ms)))
  return { places, axis: 'Within', lines }
}

/** For how long somebody of every variant has been there; the horizon in what an earlier release froze. */
export function knownMs(
  { values }: Pick<Apart, 'values'>,
  horizonMs: number | undefined,
): number | undefined {
  const [known] = Object.values(values).flatMap(({ untilMs }) => untilMs ?? [])
  return known ?? horizonMs
}

function reachedBy(
  curve: readonly SurvivalStep[],
  ms: number,
): { readonly value: number; readonly low?: number; readonly high?: number } {
  const step = curve.findLast(({ timeMs }) => timeMs <= ms)
  if (step === undefined) return { value: 0 }
  const { survival, interval } = step
  return {
    value: 1 - survival,
    ...(interval !== undefined && { low: 1 - interval.high, high: 1 - interval.low }),
  }
}
