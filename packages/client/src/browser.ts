import type { FirstEnvironment } from './environment.ts'

/** What a first render needs of a browser, but for events. Elsewhere its parts throw when they are used. */
export const browser: Omit<FirstEnvironment, 'openRows' | 'dropRows' | 'watchLeaving'> = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  random: Math.random,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  fetch: (input, init) => fetch(input, init),
  storage: (kind) => window[`${kind}Storage`],
}
