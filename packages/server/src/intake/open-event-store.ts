import type { EventStore } from '@sluice/events'
import type { Spool } from '@sluice/events/spool'

/** Opens the event store over a spool. Loaded only then: a service that is asked nothing starts sooner without. */
export async function openEventStore(_spool: Spool): Promise<EventStore> {
  await Promise.resolve()
  throw new Error('to be merged')
}
