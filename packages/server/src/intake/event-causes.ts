import type { KeeperHealth } from './event-keeper.ts'

/**
 * Says what is wrong with the events, as stable codes. None of it touches flags.
 *
 * @param hasSecret - whether units can be made pseudonyms
 */
export function eventCauses({ spool, store }: KeeperHealth, hasSecret: boolean): readonly string[] {
  return [
    ...(hasSecret ? [] : ['unit_secret_unusable']),
    ...(spool === 'full' ? ['event_spool_full'] : []),
    ...(spool === 'unavailable' ? ['event_spool_unavailable'] : []),
    ...(store === 'unavailable' ? ['event_store_unavailable'] : []),
  ]
}
