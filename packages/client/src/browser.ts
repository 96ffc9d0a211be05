import type { Environment } from './environment.ts'

/** The browser's clock, chance, network, storage and page. Elsewhere its parts throw when they are used. */
export const browser: Environment = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  random: () => Math.random(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  fetch: (input, init) => fetch(input, init),
  openStream: (url) => new EventSource(url),
  storage: (kind) => window[`${kind}Storage`],
  watchPage(tell) {
    const controller = new AbortController()
    const { signal } = controller
    if (typeof document !== 'undefined') {
      const look = () => tell(document.hidden ? 'hidden' : 'visible')
      document.addEventListener('visibilitychange', look, { signal })
      // A page with an open stream would not be kept for the way back.
      addEventListener('pagehide', () => tell('gone'), { signal })
      addEventListener('pageshow', ({ persisted }) => persisted && look(), { signal })
      addEventListener('online', () => tell('online'), { signal })
      if (document.hidden) look()
    }
    return () => controller.abort()
  },
}
