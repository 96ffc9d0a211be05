import type { SluiceClient, SluiceStatus } from '@sluice/client'
import { useContext, useSyncExternalStore } from 'react'
import { ClientContext, warnOfMissingProvider } from './client-context.ts'
import { never } from './use-flag.ts'

/** How things stand where there is no provider. */
export const UNPROVIDED: SluiceStatus = {
  state: 'offline',
  source: 'default',
  storage: 'memory',
  stream: 'closed',
}

const statusOf = (client: SluiceClient | undefined): SluiceStatus => client?.status() ?? UNPROVIDED

const initialStatusOf = (client: SluiceClient | undefined): SluiceStatus =>
  client?.store.getInitialState().status ?? UNPROVIDED

/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 */
export function useSluiceStatus(): SluiceStatus {
  const client = useContext(ClientContext)
  if (client === undefined) warnOfMissingProvider()
  return useSyncExternalStore(
    client?.store.subscribe ?? never,
    () => statusOf(client),
    () => initialStatusOf(client),
  )
}

/** Tells whether the client has yet to hear from its service; always `false` for those who do not wait. */
export function useStarting(waiting: boolean): boolean {
  const client = useContext(ClientContext)
  return useSyncExternalStore(
    (waiting ? client?.store.subscribe : undefined) ?? never,
    () => waiting && statusOf(client).state === 'starting',
    () => waiting && initialStatusOf(client).state === 'starting',
  )
}
