import type { VitalEntry } from './entries.ts'

/** Of many interactions, the slowest are kept: more are never looked at. */
const KEPT = 10

/** One in so many of the slowest interactions is left out, as an accident. */
const PER_ACCIDENT = 50

/** How long interactions took. */
export interface Interactions {
  /** The slowest, by id; the longest event of each. */
  readonly slowest: ReadonlyMap<number, number>
  readonly count: number
}

/** Nobody did anything yet. */
export const UNTOUCHED: Interactions = { slowest: new Map(), count: 0 }

/** Adds an event; what belongs to no interaction, such as moving the pointer, counts nothing. */
export function addInteraction(
  { slowest, count }: Interactions,
  { interactionId = 0, duration }: VitalEntry,
): Interactions {
  if (interactionId === 0) return { slowest, count }
  const before = slowest.get(interactionId)
  const all = new Map(slowest).set(interactionId, Math.max(duration, before ?? 0))
  const kept = [...all].toSorted(([, a], [, b]) => b - a).slice(0, KEPT)
  return { slowest: new Map(kept), count: before === undefined ? count + 1 : count }
}

/**
 * The interaction to next paint: the slowest, but for one in fifty.
 *
 * @returns milliseconds; `undefined` before the first interaction
 * @see https://web.dev/articles/inp
 */
export function nextPaintOf({ slowest, count }: Interactions): number | undefined {
  const durations = [...slowest.values()].toSorted((a, b) => b - a)
  return durations[Math.min(durations.length - 1, Math.floor(count / PER_ACCIDENT))]
}
