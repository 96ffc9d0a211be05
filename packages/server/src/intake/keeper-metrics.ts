import type { Metric } from '../health/exposition.ts'
import type { KeeperHealth } from './event-keeper.ts'
import { lossesOf } from './loss-watch.ts'

/** What is known of how events are kept: how much waits in the spool, and for how long. */
export function keeperMetrics(health: () => KeeperHealth): Metric[] {
  return [
    gauge(
      'sluice_event_spool_bytes',
      'Events on disk that the event store has not taken yet, in bytes.',
      () => health().state?.bytes,
    ),
    gauge('sluice_event_spool_events', 'The same in events.', () => health().state?.events),
    gauge(
      'sluice_event_spool_cap_bytes',
      'How much may wait; more is answered with 503.',
      () => health().state?.capBytes,
    ),
    gauge(
      'sluice_event_spool_lag_seconds',
      'For how long events have been waiting for the event store.',
      () => health().lagMs / 1000,
    ),
    gauge(
      'sluice_event_spool_losses',
      'Damaged places of the spool that are remembered.',
      () => health().state && lossesOf(health().state),
    ),
    gauge(
      'sluice_event_store_losses',
      'Losses of events that are remembered, those of the spool included.',
      () => health().storeLosses,
    ),
    gauge('sluice_event_store_up', 'Whether the event store answers, 1 or 0.', () =>
      health().store === 'ok' ? 1 : 0,
    ),
    {
      name: 'sluice_event_store_repeated_total',
      help: 'Events that only the event store found to be there already, such as after a restart: the same again, or another one with the same id. As of the last time it took events over.',
      type: 'counter',
      samples: () =>
        Object.entries(health().repeated ?? {}).map(([kind, value]) => ({
          labels: { kind },
          value,
        })),
    },
  ]
}

// Nothing is said of a spool that could not be opened.
function gauge(name: string, help: string, read: () => number | undefined): Metric {
  return {
    name,
    help,
    type: 'gauge',
    samples() {
      const value = read()
      return value === undefined ? [] : [{ labels: {}, value }]
    },
  }
}
