const DAY_MS = 86_400_000
/** How far apart the times are at which a look may fall due. */
export const HOUR_MS = 3_600_000

/** A stretch of a run in which looks may be taken, epoch milliseconds. */
export interface LookStretch {
  readonly startedAt: number
  /** Since when units count: the start, or the allocation. */
  readonly countedFrom: number
  /** What is earlier was looked at: since when units count, or the look before. */
  readonly from: number
  /** When it was stopped; then counting is over, and there is one last time. */
  readonly stoppedAt?: number
  /** What is later is still open. */
  readonly until: number
  /** For how long it has to count before; a day, unless the plan waits for longer. */
  readonly notBeforeMs?: number
}

/** How long an experiment has counted at least when a look is taken: there is none on the first day. */
export function youngestLook({ notBeforeMs = 0 }: Pick<LookStretch, 'notBeforeMs'>): number {
  return Math.max(DAY_MS, notBeforeMs)
}

/**
 * The times at which a look may fall due: every full hour of a run, from the end of the first day
 * that it counts on, and the moment it was stopped. They follow from the run alone, so that a look that is taken
 * late is of the same time as one that was taken in time.
 */
export function lookTimes(stretch: LookStretch): number[] {
  const { startedAt, countedFrom, from, stoppedAt = Infinity, until } = stretch
  const first = Math.max(from, countedFrom + youngestLook(stretch))
  const end = Math.min(until, stoppedAt)
  const hour = Math.ceil((first - startedAt) / HOUR_MS)
  const times: number[] = []
  for (let at = startedAt + hour * HOUR_MS; at <= end; at += HOUR_MS) times.push(at)
  if (stoppedAt <= until && stoppedAt >= first && times.at(-1) !== stoppedAt) times.push(stoppedAt)
  return times
}

/** The end of a day of a run, 24 hours each. */
export interface EndOfDay {
  /** Which day, from 0 on. */
  readonly look: number
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * The ends of all days of a stretch, at which a run is looked at that may be read at any time: from
 * the first after `from` on, none on the first day that it counts, and none after it was stopped.
 */
export function dailyTimes({
  startedAt,
  countedFrom,
  from,
  stoppedAt = Infinity,
  until,
}: Omit<LookStretch, 'notBeforeMs'>): EndOfDay[] {
  const times: EndOfDay[] = []
  const end = Math.min(until, stoppedAt)
  const taken = Math.floor((from - startedAt) / DAY_MS)
  const young = Math.ceil((countedFrom - startedAt) / DAY_MS)
  for (let look = Math.max(taken, young); ; look++) {
    const at = startedAt + (look + 1) * DAY_MS
    if (at > end) return times
    times.push({ look, at })
  }
}

/**
 * The first of rising times at which something holds that never ceases to, with as few questions
 * as possible.
 *
 * @returns its index, or `undefined` where it does not hold at the last
 */
export async function firstTime(
  times: readonly number[],
  holds: (at: number) => Promise<boolean>,
): Promise<number | undefined> {
  const last = times.at(-1)
  if (last === undefined || !(await holds(last))) return undefined
  let [low, high] = [0, times.length - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await holds(times[middle] as number)) high = middle
    else low = middle + 1
  }
  return high
}
