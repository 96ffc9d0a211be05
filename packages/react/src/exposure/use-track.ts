import type { Outcome, OutcomeName } from '@sluice/client'
import { useProvidedClient } from '../use-client.ts'

/** Records that something happened. Never throws. */
export type Track = (name: OutcomeName, outcome?: Outcome) => void

/**
 * Gives the function that records an outcome: a name, and where it has them a
 * value and properties. It never throws and keeps its identity; without a provider
 * it does nothing. Names are checked where the registry lists `outcomes`.
 *
 * @example
 * const track = useTrack()
 * const order = () => track('order-placed', { value: basket.sum, properties: { currency: 'EUR' } })
 */
export function useTrack(): Track {
  return useProvidedClient().track
}
