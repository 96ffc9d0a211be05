const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How old an event may become on its way before its time is no longer believed. */
const OLDEST_MS = 7 * DAY_MS

/** How far ahead of its receipt an event may claim to be. */
const NEWEST_MS = 5 * MINUTE_MS

/** A clock that differs by more than this is corrected all the same, and not trusted. */
const TRUSTED_SKEW_MS = DAY_MS

/** When something happened, as far as it can be told. */
export interface CorrectedTime {
  /** Epoch milliseconds by the clock of the service. */
  readonly at: number
  /** The clock of the sender is no clock to rely on. */
  readonly clockSuspect: boolean
}

/**
 * Brings the time of an event from the clock of its sender to that of the
 * service: what passed between event and sending is right on any clock that
 * runs, so `receivedAt − (sentAt − at)` is too. The result is held between
 * seven days before the receipt and five minutes after it.
 *
 * @param at - epoch milliseconds by the clock of the sender, or whatever it sent instead
 * @param sentAt - the same for the moment of sending
 * @param receivedAt - epoch milliseconds by the clock of the service
 */
export function correctedTime(at: unknown, sentAt: unknown, receivedAt: number): CorrectedTime {
  if (!isTime(at)) return { at: receivedAt, clockSuspect: true }
  const isSentAtKnown = isTime(sentAt)
  const corrected = receivedAt - ((isSentAtKnown ? sentAt : receivedAt) - at)
  const held = Math.min(Math.max(corrected, receivedAt - OLDEST_MS), receivedAt + NEWEST_MS)
  const clockSuspect =
    !isSentAtKnown || held !== corrected || Math.abs(sentAt - receivedAt) > TRUSTED_SKEW_MS
  return { at: Math.round(held), clockSuspect }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
