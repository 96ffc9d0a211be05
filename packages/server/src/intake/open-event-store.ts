import type { EventStore, StoreLoss } from '@sluice/events'
import type { Spool } from '@sluice/events/spool'

/**
 * Opens an event store over the spool of its service.
 *
 * @param onLoss - hears once of events that are gone
 */
export type OpenEventStore = (
  spool: Spool,
  onLoss: (loss: StoreLoss) => void,
) => Promise<EventStore>

/**
 * Chooses where events rest: in the folder of the spool, or in a ClickHouse that
 * several services share. Each is loaded only when it is opened: a service that is
 * asked nothing starts sooner without.
 *
 * @param clickHouseUrl - such as `https://user:password@clickhouse.example:8443/sluice`
 */
export function eventStoreAt(clickHouseUrl: string | undefined): OpenEventStore {
  return async (spool, onLoss) => {
    if (clickHouseUrl === undefined) {
      const { openEmbeddedStore } = await import('@sluice/events')
      return openEmbeddedStore({ spool, onLoss })
    }
    const { openClickHouseStore } = await import('@sluice/events/clickhouse')
    return openClickHouseStore({ spool, url: clickHouseUrl })
  }
}
