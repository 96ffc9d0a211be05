import type { SluiceClient } from '@sluice/client'
import { isProvided, useClient } from './use-client.ts'

/**
 * Gives the client of the nearest `SluiceProvider`; below an `<Override>` one that
 * reads as everything else there. `undefined` without a provider.
 */
export function useSluiceClient(): SluiceClient | undefined {
  const client = useClient()
  // What a provider gives is whole.
  return isProvided(client) ? (client as SluiceClient) : undefined
}
