import { createCounter } from '../health/counter.ts'
import type { Metric } from '../health/exposition.ts'
import type { StoredEvent } from '@sluice/events/spool'

/** What the intake counts. */
export interface IntakeMetrics {
  readonly metrics: readonly Metric[]
  accepted(environment: string, events: readonly StoredEvent[]): void
  refused(environment: string, code: string): void
  /** Events that were on disk before: sent again, or another event under the same id. */
  repeated(environment: string, counts: { readonly same: number; readonly conflict: number }): void
  capped(environment: string): void
  shed(cause: string): void
}

/** Makes the counters of the intake. */
export function createIntakeMetrics(): IntakeMetrics {
  const accepted = createCounter(
    'sluice_events_accepted_total',
    'Events on disk, each once: those known to be there already are in sluice_events_repeated_total. After a restart, or when an event comes again much later, only the event store knows it: see sluice_event_store_repeated_total.',
    ['environment', 'type'],
  )
  const refused = createCounter('sluice_events_refused_total', 'Events not taken, by why.', [
    'environment',
    'code',
  ])
  const repeated = createCounter(
    'sluice_events_repeated_total',
    'Events known to be on disk already when they came: the same again, or another one with the same id. After a restart the event store finds them: see sluice_event_store_repeated_total.',
    ['environment', 'kind'],
  )
  const unattributed = createCounter(
    'sluice_events_unattributed_total',
    'Events about flags that do not exist for their sender; kept, and counted by no statistics.',
    ['environment'],
  )
  const suspect = createCounter(
    'sluice_events_clock_suspect_total',
    'Events whose clock cannot be relied on; their time was corrected.',
    ['environment'],
  )
  const lost = createCounter(
    'sluice_events_lost_total',
    'Events that their senders gave up, by why, as they report it.',
    ['environment', 'reason'],
  )
  const turnedAway = createCounter(
    'sluice_event_batches_turned_away_total',
    'Batches answered with 429 or 503, by why.',
    ['cause'],
  )
  return {
    metrics: [accepted, refused, repeated, unattributed, suspect, lost, turnedAway],
    accepted(environment, events) {
      const types = new Map<string, number>()
      for (const event of events) {
        types.set(event.type, (types.get(event.type) ?? 0) + 1)
        if (event.unattributed === true) unattributed.add({ environment })
        if (event.clockSuspect === true) suspect.add({ environment })
        if (event.type === 'dropped') {
          lost.add({ environment, reason: event.dropReason ?? 'unknown' }, event.count)
        }
      }
      for (const [type, count] of types) accepted.add({ environment, type }, count)
    },
    refused: (environment, code) => refused.add({ environment, code }),
    repeated(environment, { same, conflict }) {
      if (same > 0) repeated.add({ environment, kind: 'same' }, same)
      if (conflict > 0) repeated.add({ environment, kind: 'conflict' }, conflict)
    },
    capped: () => turnedAway.add({ cause: 'cap' }),
    shed: (cause) => turnedAway.add({ cause }),
  }
}
