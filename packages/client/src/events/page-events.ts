import type { EvaluationDetails, EventAttributes } from '@sluice/core'
import type { Crash } from '../client.ts'
import type { SentContext } from '../context.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { FlagTable } from '../state.ts'
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
  /**
   * Says for whom the values held were evaluated.
   *
   * @param attributes - absent: as before
   * @param isSettled - they are not going to be others: what is on the screen is exposed to them
   */
  holdFor(context: SentContext, attributes: EventAttributes | undefined, isSettled: boolean): void
  /** Says that nobody sees these values any more, but who drew them a moment ago. */
  leave(flags: FlagTable): void
  /** How often each flag was read. */
  readonly reads: Map<string, number>
  readonly read: (key: string) => void
  /** Treatments that threw. */
  readonly crashes: Crash[]
  /** Told that there is one more. */
  onCrash(): void
}

/** What the events of a page need of its client. */
export interface EventsOwner {
  readonly options: SluiceClientOptions
  readonly environment: FirstEnvironment
  /** Tells this client's storage from that of others. */
  readonly name: string
  readonly shelf: Shelf
  readonly flags: () => FlagTable
  readonly consent: () => Consent
}

/**
 * Starts to record.
 *
 * @param evaluated - for whom the first values were evaluated
 * @param open - sends events; without it they are kept for the page to look at
 */
export function startEvents(
  { options, environment, name, shelf, flags, consent }: EventsOwner,
  evaluated: Evaluated,
  open: typeof openOutbox | undefined,
): PageEvents {
  let settled = evaluated
  let left: readonly [flags?: FlagTable, evaluated?: Evaluated] = []
  const isSent = open && options.events !== false
  const recorder = createRecorder({
    environment,
    evaluated(details?: EvaluationDetails) {
      const isLeft =
        details && left[0]?.get(details.key) === details && flags().get(details.key) !== details
      return isLeft ? (left[1] as Evaluated) : evaluated
    },
    silence: () => (isSent ? (consent() === 'granted' ? undefined : 'consent') : 'disabled'),
    counted: () => (shelf.read(`${name}.counted`) ?? {}) as Readonly<Record<string, number>>,
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
    holdFor(context, attributes = evaluated.attributes, isSettled) {
      evaluated = { context, attributes }
      if (!isSettled) return
      const { context: last, attributes: lastly } = settled
      settled = evaluated
      if (context !== last || attributes?.units.join() !== lastly?.units.join())
        recorder.exposeAgain()
    },
    leave(table) {
      left = [table, evaluated]
    },
    reads: new Map(),
    read: (key) => void events.reads.set(key, (events.reads.get(key) ?? 0) + 1),
    crashes: [],
    onCrash() {},
  }
  events.start()
  return events
}
