import { useCallback, useSyncExternalStore } from 'react'
import { client } from '../gates.ts'

const listen = (listener: () => void): (() => void) => client.onError(listener)

/** Whether this treatment crashed in this session, so that its control is drawn. */
export function useBroken(flag: string, variant: string | undefined): boolean {
  return useSyncExternalStore(
    listen,
    useCallback(() => client.isBroken(flag, variant), [flag, variant]),
  )
}
