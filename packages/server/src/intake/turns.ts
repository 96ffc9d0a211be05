import { setImmediate } from 'node:timers/promises'

/** Runs something when its turn has come. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>

/**
 * Lets a few tasks run at a time, in the order in which they came, and whatever else waits for the
 * event loop before each of them.
 */
export function createTurns(atOnce: number): Turns {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (task) => {
    if (free > 0) free--
    else await new Promise<void>((go) => waiting.push(go))
    try {
      await setImmediate()
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
