import { percent } from './numbers.ts'
import type { Apart } from './read-results.ts'

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** How long something takes, such as `3 days` or `1.5 hours`. */
export function lasting(ms: number): string {
  const [name, size] = UNITS.find(([, least]) => ms >= least) ?? UNITS[3]
  const text = String(Number((ms / size).toFixed(1)))
  return `${text} ${name}${text === '1' ? '' : 's'}`
}

/** How many got there in time, and when half had; what an earlier release froze tells the latter alone. */
export function reachedWords(
  { reached, medianMs, untilMs }: Apart['values'][string],
  horizonMs: number | undefined,
): string {
  const half = medianMs === null || medianMs === undefined ? undefined : lasting(medianMs)
  if (reached === undefined) return half ?? 'over half not yet'
  const time = untilMs ?? horizonMs
  const within = time === undefined ? '' : ` in ${lasting(time)}`
  return `${percent(reached)}${within}${half === undefined ? '' : `, half in ${half}`}`
}

/** Whether it happens sooner in a treatment, on average as long as both are known; nothing where that is unknown. */
export function soonerWords(
  values: Apart['values'],
  control: string,
  treatment: string,
): string | undefined {
  const [before, after] = [values[control]?.meanMs, values[treatment]?.meanMs]
  if (before === undefined || after === undefined) return undefined
  if (before === after) return 'as soon'
  return after < before ? 'sooner' : 'later'
}
