import { isBroken } from '@sluice/client/crashes'
import { useCallback, useSyncExternalStore } from 'react'
import { client } from '../gates.ts'
import { defaults, flagKeys } from './flags.ts'

function listen(listener: () => void): () => void {
  const stopErrors = client.onError(listener)
  const stopChanges = client.onChange(listener)
  return () => {
    stopErrors()
    stopChanges()
  }
}

/** Whether this treatment crashed in this session, so that its control is drawn. */
export function useBroken(flag: string, variant: string | undefined): boolean {
  return useSyncExternalStore(
    listen,
    useCallback(() => isBroken(client, flag, variant), [flag, variant]),
  )
}

/** How many flags serve a treatment that crashed in this session. */
export function useBrokenCount(): number {
  return useSyncExternalStore(listen, countBroken)
}

function countBroken(): number {
  return flagKeys.filter((flag) =>
    isBroken(client, flag, client.peek(flag, defaults[flag]).variant),
  ).length
}
