import { useCallback, useEffect, useState } from 'react'
import { askDesk, type Desk, type DeskOrder } from './desk.ts'

const PAUSE_MS = 1_000

/**
 * How the desk stands, read again every second while somebody looks at it.
 *
 * @returns `undefined` where there is no desk, or before it has answered
 */
export function useDesk(isLookedAt: boolean): {
  readonly desk: Desk | undefined
  readonly order: (order: DeskOrder) => Promise<void>
} {
  const [desk, setDesk] = useState<Desk>()
  useEffect(() => {
    if (!isLookedAt) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      // Nobody sees it: nothing is asked before somebody does.
      if (document.visibilityState === 'hidden') {
        timer = setTimeout(() => void ask(), PAUSE_MS)
        return
      }
      const found = await askDesk(undefined, stop.signal).catch(() => undefined)
      if (stop.signal.aborted) return
      setDesk(found)
      if (found !== undefined) timer = setTimeout(() => void ask(), PAUSE_MS)
    }
    void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [isLookedAt])
  const order = useCallback(async (what: DeskOrder): Promise<void> => {
    const found = await askDesk(what).catch(() => undefined)
    if (found !== undefined) setDesk(found)
  }, [])
  return { desk, order }
}
