import { useCallback, useContext, useState, useSyncExternalStore, type ReactNode } from 'react'
import { ClientContext, never } from './client-context.ts'
import { CrashBoundary } from './CrashBoundary.tsx'

/** What stands between a treatment and the page around it. */
export interface Treatment {
  /** Whether it crashed here, or anywhere in this session: draw the control. */
  readonly isBroken: boolean
  /**
   * Draws the treatment so that a crash is caught, reported and remembered.
   *
   * @param name - a treatment of another name does not take over state
   */
  readonly draw: (treatment: ReactNode, name?: string) => ReactNode
}

/** Watches one treatment at one place in the tree. */
export function useTreatment(flag: string, variant: string | undefined): Treatment {
  const client = useContext(ClientContext)
  const id = `${flag} ${variant}`
  const [crashed, setCrashed] = useState('')

  const subscribe = useCallback(
    (listener: () => void) => client?.onError(listener) ?? never(),
    [client],
  )
  const isBrokenInSession = useSyncExternalStore(
    subscribe,
    () => client?.isBroken(flag, variant) ?? false,
    // The server knows no session: hydration repeats what it drew.
    () => false,
  )

  return {
    isBroken: crashed === id || isBrokenInSession,
    draw: (treatment, name = '') => (
      // After a crash the next treatment gets a boundary of its own.
      <CrashBoundary
        key={name + crashed}
        onCrash={(error, { componentStack }) => {
          setCrashed(id)
          // Further effects of the same commit may throw, here and elsewhere: one crash is enough.
          if (client?.isBroken(flag, variant) === false) {
            client.reportCrash({ flag, variant, error, componentStack })
          }
        }}
      >
        {treatment}
      </CrashBoundary>
    ),
  }
}
