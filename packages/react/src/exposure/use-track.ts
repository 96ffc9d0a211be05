import type { SluiceClient } from '@sluice/client'
import { useProvidedClient } from '../use-client.ts'

/**
 * Gives the function that records an outcome: a name, and where it has them a
 * value and properties. It never throws and keeps its identity; without a provider
 * it does nothing.
 *
 * @example
 * const track = useTrack()
 * const order = () => track('order-placed', { value: basket.sum, properties: { currency: 'EUR' } })
 */
export function useTrack(): SluiceClient['track'] {
  return useProvidedClient().track
}
