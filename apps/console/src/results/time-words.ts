import type { Apart } from '../service/shapes/metrics.ts'

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

/**
 * In which variant it happens sooner, on average as long as both are known, and after how long half of the
 * treatment had got there; nothing where an earlier release froze neither.
 */
export function soonerWords(
  { values }: Pick<Apart, 'values'>,
  control: string,
  treatment: string,
  horizonMs: number | undefined,
): string | undefined {
  const [before, after] = [values[control], values[treatment]]
  const said: string[] = []
  if (before?.meanMs !== undefined && after?.meanMs !== undefined) {
    const order = Math.sign(after.meanMs - before.meanMs)
    const word = order === 0 ? 'as soon' : order < 0 ? 'sooner' : 'later'
    const time = after.untilMs ?? horizonMs
    said.push(time === undefined ? word : `${word} within ${lasting(time)}`)
  }
  const half = after?.medianMs
  if (half !== null && half !== undefined) said.push(`half in ${lasting(half)}`)
  return said.length === 0 ? undefined : said.join(', ')
}
