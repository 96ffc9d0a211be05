import type { Freeze } from './plan.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** The first day of the epoch was a Thursday. */
const FIRST_WEEKDAY = 4

/**
 * Finds the freeze that holds at a moment; `undefined` when nothing is frozen.
 *
 * @param at - epoch milliseconds
 */
export function freezeAt(freezes: readonly Freeze[], at: number): Freeze | undefined {
  return freezes.find((freeze) => {
    if ('startsAt' in freeze) return at >= freeze.startsAt && at < freeze.endsAt
    const day = Math.floor(at / DAY_MS)
    const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7
    const hour = (at - day * DAY_MS) / HOUR_MS
    const { fromHour = 0, toHour = 24 } = freeze
    return freeze.weekdays.includes(weekday) && hour >= fromHour && hour < toHour
  })
}

/** Whether weekly freezes leave no moment of a week free, each by itself or all together. */
export function isFrozenForEver(freezes: readonly Freeze[]): boolean {
  return [0, 1, 2, 3, 4, 5, 6].every((day) => {
    const hours = freezes
      .flatMap((freeze) => ('weekdays' in freeze && freeze.weekdays.includes(day) ? [freeze] : []))
      .map(({ fromHour = 0, toHour = 24 }) => [fromHour, toHour] as const)
      .toSorted(([one], [other]) => one - other)
    let frozenUntil = 0
    for (const [from, to] of hours) if (from <= frozenUntil) frozenUntil = Math.max(frozenUntil, to)
    return frozenUntil >= 24
  })
}
