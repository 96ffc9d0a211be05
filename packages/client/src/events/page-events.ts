import type { EvaluationDetails } from '@sluice/core'
import { SluiceError } from '@sluice/core/reading'
import { canonical } from '../canonical.ts'
import type { Crash } from '../client.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { FlagEntry, FlagTable } from '../state.ts'
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
  /** Says for whom the values held were evaluated; what is on the screen is exposed to them. */
  holdFor(evaluated: Evaluated): void
  /** Says that nobody sees these values any more, but who drew them a moment ago. */
  leave(flags: FlagTable): void
  /** For whom the values held were evaluated. */
  evaluated(): Evaluated
  /** How often each flag was read. */
  readonly reads: Map<string, number>
  read(key: string): void
  /** Treatments that threw, with what was known of them. */
  readonly crashes: [crash: Crash, entry: FlagEntry][]
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
  flags(): FlagTable
  consent(): Consent
  report(error: SluiceError): void
}

/**
 * Starts to record.
 *
 * @param first - for whom the first values were evaluated
 * @param open - sends events; without it they are kept for the page to look at
 */
export function startEvents(
  { options, environment, name, shelf, flags, consent, report }: EventsOwner,
  first: Evaluated,
  open: typeof openOutbox | undefined,
): PageEvents {
  let evaluated = first
  let left: readonly [flags: FlagTable, evaluated: Evaluated] | undefined
  const isSent = open && options.events !== false
  const reads = new Map<string, number>()
  const isDrawnFor = (details: EvaluationDetails, table: FlagTable | undefined): boolean =>
    table?.get(details.key) === details
  const recorder = createRecorder({
    environment,
    evaluated: (details) =>
      details && isDrawnFor(details, left?.[0]) && !isDrawnFor(details, flags())
        ? (left as NonNullable<typeof left>)[1]
        : evaluated,
    silence: () => (isSent ? (consent() === 'granted' ? undefined : 'consent') : 'disabled'),
    counted: () => (shelf.read(`${name}.counted`) ?? {}) as Readonly<Record<string, number>>,
    send: (item) => events.outbox?.add(item),
    refuse(what) {
      events.outbox?.lose('invalid')
      report(
        new SluiceError(
          'EVENT_REFUSED',
          `track("${what.slice(0, 99)}") needs a name, a finite value and flat properties.`,
        ),
      )
    },
  })
  const events: PageEvents = {
    recorder,
    outbox: undefined,
    start() {
      if (isSent && consent() === 'granted')
        events.outbox ??= open(options, environment, `${name}.events`, recorder.session)
    },
    holdFor(next) {
      const isSame =
        next.context === evaluated.context &&
        canonical(next.attributes) === canonical(evaluated.attributes)
      evaluated = next
      if (!isSame) recorder.exposeAgain()
    },
    leave(table) {
      left = [table, evaluated]
    },
    evaluated: () => evaluated,
    reads,
    read: (key) => void reads.set(key, (reads.get(key) ?? 0) + 1),
    crashes: [],
    onCrash() {},
  }
  events.start()
  return events
}
