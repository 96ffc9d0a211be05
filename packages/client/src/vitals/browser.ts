import { OBSERVED } from './entries.ts'
import type { VitalsEnvironment } from './environment.ts'

/** What a browser measures; nothing where there is none, or where it does not measure that. */
export function browserVitals(): VitalsEnvironment {
  return {
    observe(listener) {
      // Node measures itself, but it has no page.
      if (typeof document === 'undefined' || typeof PerformanceObserver === 'undefined')
        return () => {}
      const known = PerformanceObserver.supportedEntryTypes
      const observers = OBSERVED.filter(([type]) => known.includes(type)).map(
        ([type, durationThreshold]) => {
          const observer = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) listener(entry)
          })
          observer.observe({
            type,
            buffered: true,
            ...(durationThreshold !== undefined && { durationThreshold }),
          })
          // What was measured and not handed over yet would be lost with the page.
          return {
            take: () => {
              for (const entry of observer.takeRecords()) listener(entry)
            },
            stop: () => observer.disconnect(),
          }
        },
      )
      const take = (): void => observers.forEach((observer) => observer.take())
      const ends = listenTo(['visibilitychange', 'pagehide'], take)
      return () => {
        ends()
        for (const observer of observers) observer.stop()
      }
    },
    onEnd(listener) {
      if (typeof document === 'undefined') return () => {}
      const hidden = listenTo(['visibilitychange', 'pagehide'], (event) => {
        if (event.type === 'pagehide' || document.visibilityState === 'hidden') listener('hidden')
      })
      const input = listenTo(['keydown', 'click'], () => listener('input'))
      return () => {
        hidden()
        input()
      }
    },
    now: () => performance.now(),
  }
}

/** Listens before the page does, which may stop an event or leave at once. */
function listenTo(names: readonly string[], listener: (event: Event) => void): () => void {
  for (const name of names) addEventListener(name, listener, { capture: true })
  return () => {
    for (const name of names) removeEventListener(name, listener, { capture: true })
  }
}
