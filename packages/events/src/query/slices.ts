import { unitColumn } from './assigned.ts'
import type { Dialect, EventsView } from './engine.ts'
import type { Analysis } from './questions.ts'

const NUMBERS = 2n ** 64n

/**
 * Asks about one part of the units after the other, and gives what each part answered. Units
 * are numbers spread evenly over 64 bits, and segments are sorted by them.
 *
 * @param work - is given the events of some units, all of each
 */
export async function inSlices<T>(
  dialect: Dialect,
  view: EventsView,
  { unit = 'targetingKey' }: Analysis,
  work: (events: string) => Promise<T>,
): Promise<T[]> {
  if (view.slices === 1) return [await work(view.events)]
  const column = unitColumn(dialect, unit)
  const answers: T[] = []
  for (let slice = 0n; slice < BigInt(view.slices); slice++) {
    const start = (NUMBERS * slice) / BigInt(view.slices)
    const end = (NUMBERS * (slice + 1n)) / BigInt(view.slices) - 1n
    const events = `(select * from ${view.events} where ${column} between ${start} and ${end})`
    answers.push(await work(events))
  }
  return answers
}
