import { StatsError } from '../errors.ts'
import type { AnalysisData, ByVariant, Day } from './data.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Where a day begins first, it does so that long before it does in Greenwich. */
const EARLIEST_ZONE_MS = 14 * HOUR_MS

type Measured = Pick<
  AnalysisData,
  'units' | 'assigned' | 'lived' | 'unitsInSeveralVariants' | 'ranMs'
>

/** What was measured of a run up to some moment. */
export interface Reading {
  /** Where it stands, such as `data.looks[0].data`. */
  readonly name: string
  readonly data: Measured
  /** Up to when it was measured, epoch milliseconds, where that is known. */
  readonly at?: number
}

/**
 * Refuses two readings of the same run that cannot both be true: what ran does not run shorter
 * later, and a unit that was counted is counted later, too, or has met several variants since.
 *
 * @param mayLeave - units are taken out, too, so that counts may fall
 * @throws StatsError `invalid_input`
 */
export function checkBothTrue(earlier: Reading, later: Reading, mayLeave: boolean): void {
  checkRan(earlier, later)
  if (mayLeave) return
  const [before, after] = [severalOf(earlier), severalOf(later)]
  if (after < before) {
    refuse(
      `${later.name}.unitsInSeveralVariants is ${after}, and ${before} in ${earlier.name}, which came before. ${STAYS}`,
    )
  }
  for (const count of COUNTS) checkStay(count, earlier, later, after - before)
}

/** What a unit is counted in for good. */
const COUNTS = ['units', 'assigned', 'lived'] as const

const STAYS =
  'Count all units up to the time of each; where some are erased or opt out, set data.unitsMayLeave.'

/**
 * Refuses a reading that was made before the days that it tells of, or before the run.
 *
 * @throws StatsError `invalid_input`
 */
export function checkSince(
  name: string,
  at: number,
  daysName: string,
  days: readonly Day[],
  which: 'all' | 'first',
): void {
  const told = days.filter(({ units }) => Object.values(units).some((count) => count > 0))
  const day = (which === 'all' ? told.at(-1) : told[0])?.day
  if (day === undefined || Date.parse(day) - EARLIEST_ZONE_MS <= at) return
  refuse(
    `${name} is ${new Date(at).toISOString()}, and ${daysName} has units from ${day}, which was not there yet. Give milliseconds since 1970, and days up to then.`,
  )
}

/** A count of whole days may be a day more than the time that went by. */
function checkRan(earlier: Reading, later: Reading): void {
  const [before, after] = [earlier.data.ranMs, later.data.ranMs]
  if (before === undefined || after === undefined) return
  if (after < before) {
    refuse(
      `${later.name}.ranMs is ${after}, and ${before} in ${earlier.name}, which came before. Give milliseconds since the start.`,
    )
  }
  if (earlier.at === undefined || later.at === undefined) return
  const passed = later.at - earlier.at
  if (after - before <= passed + DAY_MS) return
  refuse(
    `${later.name}.ranMs is ${after - before} more than in ${earlier.name}, and ${passed} ms passed between the two. Give "at" in milliseconds since 1970, and ranMs since the start.`,
  )
}

/** @param left - units that may have left their variant, for having met another */
function checkStay(
  count: (typeof COUNTS)[number],
  earlier: Reading,
  later: Reading,
  left: number,
): void {
  const [before, after] = [earlier.data[count], later.data[count]]
  if (before === undefined || after === undefined) return
  const falls = Object.keys(before)
    .map((key) => ({ key, was: countOf(before, key), is: countOf(after, key) }))
    .filter(({ was, is }) => is < was)
  const [first] = falls
  if (first === undefined || falls.reduce((sum, { was, is }) => sum + was - is, 0) <= left) return
  const { key, was, is } = first
  refuse(
    `${later.name}.${count}.${key} is ${is}, and ${was} in ${earlier.name}, which came before. ${STAYS}`,
  )
}

function severalOf({ data }: Reading): number {
  return data.unitsInSeveralVariants ?? 0
}

function countOf(units: ByVariant<number>, key: string): number {
  return Object.hasOwn(units, key) ? (units[key] as number) : 0
}

function refuse(message: string): never {
  throw new StatsError('invalid_input', message)
}
