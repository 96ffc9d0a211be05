import type { SluiceStatus } from '@sluice/client'
import { useClientState, useProvidedClient } from './use-client.ts'

/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 */
export function useSluiceStatus(): SluiceStatus {
  useProvidedClient()
  return useClientState(({ status }) => status)
}
