import { useCallback, useContext, useState, useSyncExternalStore } from 'react'
import { ClientContext } from './client-context.ts'
import { never } from './use-flag.ts'

/** The state of one treatment at one place in the tree. */
export interface Breaker {
  /** Whether it crashed here, or anywhere in this session: draw the control. */
  readonly open: boolean
  /** Opens the breaker. */
  readonly onCrash: (error: unknown, componentStack: string | null | undefined) => void
}

/**
 * Remembers the crash of a treatment: here until the flag or variant is another
 * one, and in the client, which tells every place that draws the same treatment.
 */
export function useBreaker(flag: string, variant: string | undefined): Breaker {
  const client = useContext(ClientContext)
  const [crashed, setCrashed] = useState<{ flag: string; variant: string | undefined }>()
  if (crashed !== undefined && (crashed.flag !== flag || crashed.variant !== variant)) {
    setCrashed(undefined)
  }

  const subscribe = useCallback(
    (listener: () => void) => client?.onError(listener) ?? never(),
    [client],
  )
  const openInSession = useSyncExternalStore(
    subscribe,
    () => client?.isBroken(flag, variant) ?? false,
    // The server knows no session: hydration repeats what it drew.
    () => false,
  )

  return {
    open: crashed !== undefined || openInSession,
    onCrash(error, componentStack) {
      setCrashed({ flag, variant })
      client?.reportCrash({ flag, variant, error, componentStack })
    },
  }
}
