import type { PageEvent } from '../environment.ts'

/** The part of the Navigation API that is used; not every browser has it. */
interface Navigation {
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void
}

const PATH_CHECK_MS = 500

/** Tells what happens to the page; returns how to stop. Where there is no page nothing happens. */
export function watchBrowserPage(tell: (event: PageEvent) => void): () => void {
  const controller = new AbortController()
  const { signal } = controller
  if (typeof document === 'undefined') return () => {}

  const look = (): void => tell(document.hidden ? 'hidden' : 'visible')
  document.addEventListener('visibilitychange', look, { signal })
  // A page that holds a stream, a lock or a channel would not be kept for the way back.
  addEventListener('pagehide', () => tell('gone'), { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && look(), { signal })
  document.addEventListener('freeze', () => tell('gone'), { signal })
  document.addEventListener('resume', look, { signal })
  addEventListener('online', () => tell('online'), { signal })
  if (document.hidden) look()

  const path = (): string | undefined => globalThis.location?.pathname
  let last = path()
  const compare = (): void => {
    if (last === path()) return
    last = path()
    tell('navigated')
  }
  const { navigation } = globalThis as { navigation?: Navigation }
  if (navigation) navigation.addEventListener('currententrychange', compare, { signal })
  else {
    // `pushState` tells nobody, and belongs to the page: it is not wrapped.
    const timer = setInterval(compare, PATH_CHECK_MS)
    signal.addEventListener('abort', () => clearInterval(timer))
  }
  return () => controller.abort()
}
