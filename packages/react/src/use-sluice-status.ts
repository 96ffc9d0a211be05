import type { SluiceStatus } from '@sluice/client'
import { useMemo, useSyncExternalStore } from 'react'
import { watchStatus } from './status-watch.ts'
import { useProvidedClient } from './use-client.ts'

/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 *
 * Its `pending` also lists the flags of the stability `mount` that components on
 * this page keep at what they showed first, while the client holds another value.
 */
export function useSluiceStatus(): SluiceStatus {
  const client = useProvidedClient()
  const { subscribe, now, first } = useMemo(() => watchStatus(client), [client])
  return useSyncExternalStore(subscribe, now, first)
}
