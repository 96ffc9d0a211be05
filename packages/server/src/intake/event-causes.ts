import type { KeeperHealth } from './event-keeper.ts'

/** Everything that can be wrong with the events. */
export const EVENT_CAUSES = [
  'unit_secret_unusable',
  'event_spool_full',
  'event_spool_unavailable',
  'event_store_unavailable',
  'events_lost',
] as const

/** A stable code that tells nothing of the inside. */
export type EventCause = (typeof EVENT_CAUSES)[number]

/**
 * Says what is wrong with the events. None of it touches flags.
 *
 * @param hasSecret - whether units can be made pseudonyms
 */
export function eventCauses(
  { spool, store, storeLosses }: KeeperHealth,
  hasSecret: boolean,
): readonly EventCause[] {
  const found: readonly (EventCause | false)[] = [
    !hasSecret && 'unit_secret_unusable',
    spool === 'full' && 'event_spool_full',
    spool === 'unavailable' && 'event_spool_unavailable',
    store === 'unavailable' && 'event_store_unavailable',
    storeLosses > 0 && 'events_lost',
  ]
  return found.filter((cause) => cause !== false)
}
