import type { EventStore } from '@sluice/events'
import type { Spool } from '@sluice/events/spool'

/** Opens the event store over a spool. Loaded only then: a service that is asked nothing starts sooner without. */
export async function openEventStore(spool: Spool): Promise<EventStore> {
  const { openEmbeddedStore } = await import('@sluice/events')
  return openEmbeddedStore({ spool })
}
