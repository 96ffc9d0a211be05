import type { StoredEvent } from './stored-event.ts'

/** How the events are kept. */
export interface EventKeeper {
  /**
   * Resolves once the events are on disk.
   *
   * @throws HttpError status 503
   */
  keep(events: readonly StoredEvent[]): Promise<void>
}
