import type { SluiceStatus } from '@sluice/client'
import { useContext } from 'react'
import { ClientContext, useClientState, warnOfMissingProvider } from './client-context.ts'

/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 */
export function useSluiceStatus(): SluiceStatus {
  warnOfMissingProvider(useContext(ClientContext))
  return useClientState(({ status }) => status)
}
