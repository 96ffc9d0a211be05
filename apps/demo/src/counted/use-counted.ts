import { useEffect, useState } from 'react'
import { fetchCounted, type Counted } from './counted.ts'

/** How long between two questions, in milliseconds; longer while nobody answers. */
const PAUSE_MS = 2_000
const LONG_PAUSE_MS = 15_000

/**
 * What the service has counted, a moment ago. Asks while somebody looks at the
 * page, and not with a stream: a browser has few connections for one origin.
 */
export function useCounted(): Counted | undefined {
  const [counted, setCounted] = useState<Counted>()

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      clearTimeout(timer)
      if (document.visibilityState === 'hidden') return
      let told: Counted | undefined
      try {
        told = await fetchCounted(stop.signal)
      } catch {
        // Away or on its way back: what it said last is still what it had counted.
      }
      if (stop.signal.aborted) return
      if (told !== undefined) setCounted(told)
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), told === undefined ? LONG_PAUSE_MS : PAUSE_MS)
    }
    const look = (): void => void ask()
    document.addEventListener('visibilitychange', look)
    void ask()
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(timer)
      stop.abort()
    }
  }, [])

  return counted
}
