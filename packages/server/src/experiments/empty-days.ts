import type { ByVariant, Day } from '@sluice/stats'
import type { AskedStore } from '../measure/asked-store.ts'

const DAY_MS = 86_400_000

/** Less of a day than this may be its night. */
const ENOUGH_OF_A_DAY = 0.5

/** That so many were to come and nobody did is chance less than once in a thousand times. */
const MORE_THAN_CHANCE = 7

/** When people were to come, to which variants, and when they first did. */
export interface ComingUnits {
  readonly environment: string
  readonly flag: string
  /** Since when units count, epoch milliseconds. */
  readonly from: number
  /** Epoch milliseconds: now, or when it ended. */
  readonly to: number
  readonly variants: readonly { readonly key: string; readonly share: number }[]
  /** Units by the day of their first exposure. */
  readonly days: readonly Day[]
}

/** A stretch of days without a unit of a variant that is new. */
interface Quiet {
  readonly variant: string
  readonly days: readonly number[]
}

/**
 * Finds the days on which nobody met a variant, though people were to: also those before the first
 * came, and since the last did. A day has had its time when it is over; of the first and of the last
 * a half will do, beside a whole one. Where few come anyway, a day without anybody is no finding, nor
 * is a weekend between days on which people came: there are products for work alone.
 *
 * Who was there before is not new and is there all the same, so that exposures are counted where
 * nobody new came.
 *
 * @returns such as `2026-11-28`, rising
 */
export async function emptyDays(
  store: Pick<AskedStore, 'exposureCounts'>,
  coming: ComingUnits,
): Promise<readonly string[]> {
  const found = new Set<number>()
  for (const { variant, days } of quietStretches(coming)) {
    const [first = 0] = days
    const counts = await store.exposureCounts({
      environment: coming.environment,
      flag: coming.flag,
      from: Math.max(first, coming.from),
      to: Math.min((days.at(-1) ?? first) + DAY_MS, coming.to),
      bucketMs: DAY_MS,
    })
    const met = new Set(counts.flatMap((one) => (one.variant === variant ? [one.bucketStart] : [])))
    for (const day of days) if (!met.has(day)) found.add(day)
  }
  return [...found].toSorted((a, b) => a - b).map(dayOf)
}

/** The days on which somebody came, and those between them and on which nobody did. */
export function withEmptyDays(days: readonly Day[], empty: readonly string[]): readonly Day[] {
  const known = new Map(days.map((one) => [one.day, one]))
  const [first, ...others] = [...new Set([...known.keys(), ...empty])]
    .map((day) => Date.parse(day))
    .toSorted((a, b) => a - b)
  if (first === undefined) return []
  return daysFrom(first, others.at(-1) ?? first)
    .map(dayOf)
    .map((day) => known.get(day) ?? { day, units: {} })
}

function quietStretches({ from, to, variants, days }: ComingUnits): Quiet[] {
  const byDay = new Map(days.map(({ day, units }) => [Date.parse(day), units]))
  const usual = usualDay(days)
  return variants
    .filter(({ share }) => share > 0)
    .flatMap(({ key, share }) =>
      stretchesOf(daysBetween(from, to).filter((day) => (byDay.get(day)?.[key] ?? 0) === 0))
        .filter((stretch) => !isWeekend(stretch, (day) => sumOf(byDay.get(day) ?? {}) > 0))
        .filter((stretch) => {
          const time = stretch.reduce((sum, day) => sum + partOf(day, from, to), 0)
          const isLong = stretch.some((day) => partOf(day, from, to) === 1)
          return isLong && usual * share * time >= MORE_THAN_CHANCE
        })
        .map((stretch) => ({ variant: key, days: stretch })),
    )
}

/** Whether nobody at all came on a Saturday, a Sunday or both, and people did before and after. */
function isWeekend(stretch: readonly number[], hasCome: (day: number) => boolean): boolean {
  const [first = 0] = stretch
  const isOff = (day: number): boolean =>
    !hasCome(day) && [0, 6].includes(new Date(day).getUTCDay())
  return (
    stretch.every(isOff) && hasCome(first - DAY_MS) && hasCome((stretch.at(-1) ?? first) + DAY_MS)
  )
}

/** The days of a run that had enough of their time. */
function daysBetween(from: number, to: number): number[] {
  return daysFrom(from, to - 1).filter((day) => partOf(day, from, to) >= ENOUGH_OF_A_DAY)
}

/** From the day of one moment to that of another, as the epoch milliseconds that they begin at. */
function daysFrom(from: number, to: number): number[] {
  const first = from - (from % DAY_MS)
  return Array.from(
    { length: Math.floor((to - first) / DAY_MS) + 1 },
    (_, at) => first + at * DAY_MS,
  )
}

/** Which share of a day is in `[from, to)`. */
function partOf(day: number, from: number, to: number): number {
  return (Math.min(day + DAY_MS, to) - Math.max(day, from)) / DAY_MS
}

/** How many come on a day on which somebody does. */
function usualDay(days: readonly Day[]): number {
  const totals = days.map(({ units }) => sumOf(units)).filter((total) => total > 0)
  return totals.length === 0 ? 0 : totals.reduce((sum, total) => sum + total, 0) / totals.length
}

function sumOf(units: ByVariant<number>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}

/** Days that follow one another, together. */
function stretchesOf(days: readonly number[]): number[][] {
  const found: number[][] = []
  for (const day of days) {
    const last = found.at(-1)
    if (last?.at(-1) === day - DAY_MS) last.push(day)
    else found.push([day])
  }
  return found
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
