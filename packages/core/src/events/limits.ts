/** What a batch of events may be; a client sends less, the service refuses more. */
export const EVENT_LIMITS = {
  /** Of one event, as JSON in UTF-8. */
  eventBytes: 16 * 1024,
  /** Of one batch that a page sends: what `fetch` with `keepalive` takes, with room for others. */
  batchBytes: 48 * 1024,
  batchEvents: 500,
} as const
