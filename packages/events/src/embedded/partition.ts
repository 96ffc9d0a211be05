const DAY_MS = 86_400_000

/** The partition of events whose id tells a day that cannot be. */
export const SUSPECTS = 'suspects'

/** SQL for epoch milliseconds in a UUIDv7. */
const idTime = (id: string): string =>
  `('0x' || left(replace(${id}::varchar, '-', ''), 12))::bigint`

/** SQL for the day in an id, such as `2026-09-01`; of one far off, whatever day that is. */
export const idDay = (id: string): string =>
  `strftime(make_timestamp_ms(least(${idTime(id)}, 253402300799999)), '%Y-%m-%d')`

/**
 * SQL for the partition of an event: the day in its id, so that a duplicate always
 * meets its twin. More than 30 days before it was received or a day after is no
 * time when an event can have been made.
 */
export const partitionOf = (id: string, receivedAt: string): string =>
  `case when ${idTime(id)} between ${receivedAt} - ${30 * DAY_MS} and ${receivedAt} + ${DAY_MS} then ${idDay(id)} else '${SUSPECTS}' end`
