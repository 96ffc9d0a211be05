import type { FirstEnvironment } from './environment.ts'
import { openRows } from './events/browser-rows.ts'

/** What a first render needs of a browser. Elsewhere its parts throw when they are used. */
export const browser: FirstEnvironment = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  random: Math.random,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  fetch: (input, init) => fetch(input, init),
  openRows,
  dropRows: (name) => void indexedDB.deleteDatabase(name),
  storage: (kind) => window[`${kind}Storage`],
}
