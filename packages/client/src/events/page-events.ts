import type { EvaluationDetails } from '@sluice/core'
import type { Crash } from '../client.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Shelf } from '../storage.ts'
import type { Consent } from './consent.ts'
import type { openOutbox, Outbox } from './outbox.ts'
import type { Recorder } from './recorder.ts'
import { createRecorder } from './recorder.ts'
import type { Evaluated } from './who.ts'

/** What a page records, and what the part that is loaded later finds of it. */
export interface PageEvents {
  readonly recorder: Recorder
  /** Where events go; nowhere while nobody may send them. */
  outbox: Outbox | undefined
  /** Opens the outbox, where events may be sent. */
  start(): void
  /** For whom the values held were evaluated. */
  evaluated: Evaluated
  /** For whom these details were evaluated. */
  evaluatedFor(details: EvaluationDetails): Evaluated
  /** How often each flag was read. */
  readonly reads: Map<string, number>
  readonly read: (key: string) => void
  /** Treatments that threw. */
  readonly crashes: Crash[]
  /** Told that there is one more. */
  onCrash(): void
}

type Counted = Readonly<Record<string, number>>

/** What the events of a page need of its client. */
export interface EventsOwner {
  readonly options: SluiceClientOptions
  readonly environment: FirstEnvironment
  /** Tells this client's storage from that of others. */
  readonly name: string
  readonly shelf: Shelf
  readonly consent: () => Consent
}

/**
 * Starts to record.
 *
 * @param evaluated - for whom the first values were evaluated
 * @param open - sends events; without it they are kept for the page to look at
 */
export function startEvents(
  { options, environment, name, shelf, consent }: EventsOwner,
  evaluated: Evaluated,
  open: typeof openOutbox | undefined,
): PageEvents {
  let counted: Counted | undefined
  const isSent = open && options.events !== false
  const recorder = createRecorder({
    environment,
    evaluated: (details) => (details ? events.evaluatedFor(details) : events.evaluated),
    silence: () => (isSent ? (consent() === 'granted' ? undefined : 'consent') : 'disabled'),
    counted() {
      // Once for all that a task exposed: other tabs write it too.
      if (!counted) queueMicrotask(() => (counted = undefined))
      return (counted ??= (shelf.read(`${name}.counted`) ?? {}) as Counted)
    },
    take: (items) => events.outbox?.take(items),
    refuse(name) {
      events.outbox?.lost.push(['invalid', name])
      recorder.onWaiting()
    },
  })
  const events: PageEvents = {
    recorder,
    outbox: undefined,
    start() {
      if (isSent && consent() === 'granted')
        events.outbox ??= open(options, environment, `${name}.events`, recorder.session)
    },
    evaluated,
    evaluatedFor: () => events.evaluated,
    reads: new Map(),
    read: (key) => void events.reads.set(key, (events.reads.get(key) ?? 0) + 1),
    crashes: [],
    onCrash() {},
  }
  events.start()
  return events
}
