import { EVENT_LIMITS } from '@sluice/core/events'

/** What the intake of events takes at most. */
export interface IntakeLimits {
  /** Of a body as it is sent, in bytes. */
  readonly bodyBytes: number
  /** Of a body once it is inflated, in bytes. */
  readonly inflatedBytes: number
  /** Of one event, as JSON in UTF-8. */
  readonly eventBytes: number
  readonly batchEvents: number
  /** Events a second of one client key, all pages together. */
  readonly keyEventsPerSecond: number
  /** Events a second of one unit, in the long run. */
  readonly unitEventsPerSecond: number
  /** Events that a unit may have saved up, such as after an outage. */
  readonly unitBurst: number
  /** How many units are watched at a time. */
  readonly watchedUnits: number
  /** An event loop that stood still for longer takes no events for a moment, in milliseconds. */
  readonly blockedMs: number
}

/** The limits of an intake that is told none. */
export const DEFAULT_INTAKE_LIMITS: IntakeLimits = {
  bodyBytes: 1024 * 1024,
  inflatedBytes: 4 * 1024 * 1024,
  eventBytes: EVENT_LIMITS.eventBytes,
  batchEvents: EVENT_LIMITS.batchEvents,
  keyEventsPerSecond: 20_000,
  unitEventsPerSecond: 50,
  unitBurst: 2_000,
  watchedUnits: 50_000,
  blockedMs: 1_000,
}
