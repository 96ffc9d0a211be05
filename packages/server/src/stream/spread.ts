import type { Clock } from '../live/clock.ts'

/** How many may be told in one go. */
const AT_ONCE = 32

/** How long the last one waits at most, in milliseconds. With its fetch that stays under 2 s. */
const WINDOW_MS = 1_500

const SLOT_MS = 50
const SLOTS = WINDOW_MS / SLOT_MS

/** Tells many one after the other, so that what they do next does not come all at once. */
export interface Spread<T> {
  /** Who already waits keeps the place in the line. */
  add(items: Iterable<T>): void
  remove(item: T): void
  stop(): void
}

/**
 * Makes a spread: up to 32 are told at once, more are told in slots of 50 ms,
 * each within 1.5 s of being added.
 */
export function createSpread<T>(clock: Clock, tell: (item: T) => void): Spread<T> {
  const line = new Set<T>()
  let batch = 0
  let cancel: (() => void) | undefined

  const tellNext = (count: number): void => {
    const next = [...line].slice(0, count)
    for (const item of next) line.delete(item)
    for (const item of next) tell(item)
  }
  const wait = (): void => {
    cancel = line.size > 0 ? clock.after(SLOT_MS, slot) : undefined
    if (line.size === 0) batch = 0
  }
  const slot = (): void => {
    tellNext(batch)
    wait()
  }
  return {
    add(items) {
      const idle = line.size === 0
      for (const item of items) line.add(item)
      if (idle) tellNext(AT_ONCE)
      // First in, first out: with this batch whoever stands last is reached after all slots.
      batch = Math.max(batch, Math.ceil(line.size / SLOTS))
      if (cancel === undefined) wait()
    },
    remove: (item) => line.delete(item),
    stop() {
      line.clear()
      cancel?.()
      cancel = undefined
      batch = 0
    },
  }
}
