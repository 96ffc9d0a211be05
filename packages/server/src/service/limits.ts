/** What a service takes at most. Times in milliseconds. */
export interface ServiceLimits {
  /** Event streams over all environments. */
  readonly maxStreams: number
  /** Open sockets; more are refused at once. */
  readonly maxConnections: number
  /** Until the last header of a request is there. */
  readonly headersTimeoutMs: number
  /** Until the last byte of a request is there. */
  readonly requestTimeoutMs: number
  /** How long the body of a request may make no progress to speak of. */
  readonly bodyStallMs: number
  /** How often the three are looked at. */
  readonly timeoutCheckMs: number
  /** How long a socket is kept for the next request. */
  readonly keepAliveMs: number
  /** How long a closing service waits for requests in progress: less than the 10 s that containers get. */
  readonly drainMs: number
  /** Events on disk that wait for the event store, in bytes; more are answered with 503. */
  readonly spoolBytes: number
  /** An event loop that stood still for longer takes no events for a moment: flags come first. */
  readonly blockedMs: number
  /** How long events wait on disk before they make a segment of the event store. They are counted at once all the same. */
  readonly settleMs: number
}

/** The limits of a service that is told none. */
export const DEFAULT_LIMITS: ServiceLimits = {
  maxStreams: 10_000,
  maxConnections: 20_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  bodyStallMs: 10_000,
  timeoutCheckMs: 2_000,
  keepAliveMs: 5_000,
  drainMs: 5_000,
  spoolBytes: 1024 ** 3,
  blockedMs: 1_000,
  settleMs: 5 * 60_000,
}
