import type { ChartData } from '../../charts/chart.ts'
import type { Results } from '../../service/shapes/results.ts'
import { percent } from '../format.ts'
import { markersOf } from '../series-data.ts'
import { expectedShares, isEdited } from './expected.ts'

const DAY_MS = 86_400_000

/** New units a day, variant by variant. */
export function unitsByDay(results: Results): ChartData {
  return chartOf(results, (units, variant) => units[variant] ?? 0)
}

/** Which share of all units until a day each variant has, beside what was planned. */
export function sharesByDay(results: Results): ChartData {
  const sums = new Map<string, number>()
  const shares = results.days.map(({ units }) => {
    for (const [variant, n] of Object.entries(units))
      sums.set(variant, (sums.get(variant) ?? 0) + n)
    const total = [...sums.values()].reduce((sum, n) => sum + n, 0)
    return new Map([...sums].map(([variant, n]) => [variant, total === 0 ? 0 : n / total]))
  })
  // Thirds differ in what nobody sees: one line for all that read the same.
  const word = isEdited(results) ? 'Edited to' : 'Planned'
  const levels = new Map(
    expectedShares(results).map(({ share }) => [`${word}: ${percent(share)}`, share]),
  )
  return {
    ...chartOf(results, (_units, variant, at) => shares[at]?.get(variant) ?? 0),
    levels: [...levels].map(([text, value]) => ({ value, text })),
  }
}

function chartOf(
  results: Results,
  valueOf: (units: Readonly<Record<string, number>>, variant: string, at: number) => number,
): ChartData {
  const places = results.days.map(({ day }) => day)
  return {
    places,
    axis: 'Day',
    lines: results.plan.variants.map(({ key }) => ({
      name: key,
      points: results.days.map(({ units }, at) => ({ at, value: valueOf(units, key, at) })),
    })),
    markers: markersOf(results, places),
  }
}

/**
 * Days on which nobody came to a variant that is planned, though it ran: as the service finds them.
 * What an earlier release froze does not say them, and tells those between the first and the last
 * on which somebody came.
 */
export function emptyDays(results: Results): readonly string[] {
  const { days, analysis } = results
  const { emptyDays: told }: Partial<typeof analysis.health> = analysis.health
  if (told !== undefined) return told
  const [first, last] = [days[0], days.at(-1)].map((one) => Date.parse(one?.day ?? ''))
  return daysWithoutNew(results, first, last)
}

/** Whether new units came to every variant on every day that is over. */
export function isOnEveryDay(results: Results): boolean {
  const { progress, from, until } = results
  const begun = progress.countedFrom ?? Date.parse(from)
  const first = Math.ceil(begun / DAY_MS) * DAY_MS
  return daysWithoutNew(results, first, Date.parse(until) - DAY_MS).length === 0
}

/** Days from that of one moment to that of another, epoch milliseconds, without anybody new. */
function daysWithoutNew(results: Results, first = Number.NaN, last = Number.NaN): string[] {
  const byDay = new Map(results.days.map(({ day, units }) => [day, units]))
  const found: string[] = []
  const planned = expectedShares(results).filter(({ share }) => share > 0)
  for (let at = first; at <= last; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    const units = byDay.get(day) ?? {}
    if (planned.some(({ key }) => (units[key] ?? 0) === 0)) found.push(day)
  }
  return found
}
