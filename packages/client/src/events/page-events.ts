import type { EvaluationDetails, ExposurePhase, SluiceEvent } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { randomKey } from '../anonymous-key.ts'
import type { SluiceClient } from '../client.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { Listeners } from '../listeners.ts'
import { listen, tell } from '../listeners.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Shelf } from '../storage.ts'
import type { Exposure, Unsent } from './exposure.ts'
import { exposureOf, keyOf } from './exposure.ts'
import type { Item } from './item.ts'
import type { openOutbox, Outbox } from './outbox.ts'
import { isSampled } from './sampling.ts'
import type { Evaluated } from './who.ts'
import { whoOf } from './who.ts'

const EXPOSURES_KEPT = 1000
const MOST_AT_ONCE = 500
const DAY_MS = 86_400_000

/** When exposures were counted, epoch milliseconds by their key. */
type Counted = Readonly<Record<string, number>>

/** Something of this task. */
export interface Waiting {
  readonly type: SluiceEvent['type']
  /** Makes the event of it, when its turn comes. */
  seal(counted: Counted): Item | undefined
}

/** What a page records, and what the part that is loaded later finds of it and adds to it. */
export interface PageEvents {
  /** The life of this page, as long as nothing was withdrawn. */
  session: string
  /** Where events go; nowhere while nobody may send them. */
  outbox?: Outbox | undefined
  /** Opens the outbox, where events may be sent, and exposes what is on the screen. */
  start(): void
  /** Forgets what waits, and aborts what is under way; what is stored is for the client to delete. */
  drop(): void
  /** For whom the values held were evaluated. */
  evaluated: Evaluated
  /** For whom these details were evaluated, where that is somebody else. */
  evaluatedFor?(details: EvaluationDetails): Evaluated
  /** What the client has of this. */
  readonly methods: Pick<SluiceClient, 'expose' | 'exposures' | 'onExposure' | 'track'>
  /** Exposes what is on the screen once more: for somebody else, or because it may be sent now. */
  exposeAgain(): void
  readonly listeners: Listeners<Exposure>
  /** Throws at an outcome that no event can carry. Until it is there, the service is asked. */
  check?(name: unknown, value: unknown, properties: object): void
  /** Sends any other event, about whoever values are shown for. */
  readonly record: (event: Readonly<Record<string, unknown>> & Pick<SluiceEvent, 'type'>) => void
  /** What this task recorded. */
  readonly waiting: Waiting[]
  /** Told when something waits. */
  onWaiting?(): void
}

/** What the events of a page need of its client. */
export interface EventsOwner {
  /** Tells this client's storage from that of others. */
  readonly name: string
  readonly shelf: Shelf
  /** Whether the person allows it. */
  readonly isGranted: () => boolean
  /** Takes over what another tab withdrew. */
  readonly heed: () => void
  /** Sends events; without it they are kept for the page to look at. */
  readonly open: typeof openOutbox | undefined
}

/**
 * Starts to make events of what happens on a page.
 *
 * @param evaluated - for whom the first values were evaluated
 */
export function startEvents(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  { name, shelf, isGranted, heed, open }: EventsOwner,
  evaluated: Evaluated,
): PageEvents {
  /** What is on the screen, as what it counted first, and in how many places. */
  const present = new Map<EvaluationDetails, [phase: ExposurePhase, places: number]>()
  const keys = new Set<string>()
  /** What needs no second look: who saw it is recorded. */
  let seen = new WeakMap<EvaluationDetails, Evaluated>()
  const waiting: Waiting[] = []
  const kept: Exposure[] = []
  let exposures: readonly Exposure[] | undefined
  let sequence = 0

  /** Why nothing may be sent, if so. */
  const silence = (): Unsent | undefined => {
    if (!open || options.events === false) return 'disabled'
    return isGranted() ? undefined : 'consent'
  }
  /** What every event tells. */
  const begin = (
    evaluated: Evaluated,
    at: number = environment.wallClock(),
    id = uuidV7(at, () => environment.random()),
  ): Pick<Exposure, 'id' | 'at' | 'units' | 'attributes'> => ({ id, at, ...whoOf(evaluated) })
  const write = (event: object): string =>
    JSON.stringify({ ...event, session: events.session, sequence: ++sequence })
  const flush = (): void => {
    heed()
    // Once for all that a task exposed, and not before: other tabs write it too.
    const counted = (shelf.read('.counted') ?? {}) as Counted
    const items = waiting.splice(0, MOST_AT_ONCE).flatMap((item) => item.seal(counted) ?? [])
    // A flood goes on in the next task, so that the page can do something in between.
    if (waiting.length) environment.schedule(flush, 0)
    events.outbox?.take(items)
  }
  const wait = (type: Waiting['type'], seal: Waiting['seal']): void => {
    if (waiting.push({ type, seal }) === 1) queueMicrotask(flush)
    events.onWaiting?.()
  }

  /** Records that somebody saw these details. */
  const see = (
    details: EvaluationDetails,
    phase: ExposurePhase,
    evaluated: Evaluated,
    id?: string,
    isSent?: boolean,
  ): void => {
    if (seen.get(details) === evaluated) return
    wait('exposure', (counted) => {
      const exposure = exposureOf(details, evaluated.context, {
        ...begin(evaluated, undefined, id),
        phase,
      })
      const key = keyOf(exposure)
      let unsent = silence()
      if (unsent !== 'consent') seen.set(details, evaluated)
      if (keys.has(key + unsent)) return undefined
      keys.add(key + unsent)
      if (!isSampled(exposure, details)) unsent ??= 'sampled'
      if (isSent || Math.abs(exposure.at - (counted[key] as number)) < DAY_MS) unsent ??= 'counted'
      const told = { ...exposure, unsent }
      if (kept.push(told) > EXPOSURES_KEPT) kept.shift()
      // A list for each of a thousand would be a million places to copy.
      exposures = undefined
      tell(events.listeners, told)
      if (unsent) return undefined
      return { type: 'exposure', ...exposure, json: write({ type: 'exposure', ...exposure }) }
    })
  }

  const events: PageEvents = {
    session: randomKey(environment),
    start() {
      if (!silence())
        events.outbox ??= open?.(options, environment, `${name}.events`, events.session, heed)
      events.exposeAgain()
    },
    drop() {
      waiting.length = 0
      if (events.outbox) {
        events.outbox.controller.abort()
        events.outbox.taken.length = 0
        events.outbox = undefined
        // Nothing of it is to be found with what may be sent later, and what is gone may be sent again.
        events.session = randomKey(environment)
        sequence = 0
        kept.length = 0
        exposures = undefined
        keys.clear()
        seen = new WeakMap()
      }
    },
    evaluated,
    exposeAgain() {
      // By then whoever reads something else now has drawn it.
      if (present.size)
        environment.schedule(() => {
          for (const [details, [phase]] of present) see(details, phase, events.evaluated)
        }, 0)
    },
    listeners: new Set(),
    methods: {
      expose(details, phase = 'commit', id, isSent) {
        const places = present.get(details) ?? [phase, 0]
        if (!places[1]++ && (details.variant !== undefined || details.metadata.override)) {
          present.set(details, places)
          see(details, phase, events.evaluatedFor?.(details) ?? events.evaluated, id, isSent)
        }
        let isHere = 1
        return () => {
          places[1] -= isHere
          isHere = 0
          if (!places[1]) present.delete(details)
        }
      },
      exposures: () => (exposures ??= [...kept]),
      onExposure: (listener) => listen(events.listeners, listener),
      track(name, outcome) {
        try {
          // Read once: what a getter gives the next time is another matter.
          const { value, properties: { ...properties } = {} } = outcome ?? {}
          events.check?.(name, value, properties)
          events.record({ type: 'outcome', name, value, properties })
        } catch {
          // Something that no event can carry, or a getter of the application threw.
          events.outbox?.lost.push(['invalid', name])
          events.onWaiting?.()
        }
      },
    },
    record(event) {
      if (silence()) return
      const { type } = event
      const { evaluated } = events
      const at = environment.wallClock()
      // Whoever recorded it may change it afterwards. The rest can wait: of a flood most is given up.
      const own = JSON.stringify(event).slice(1)
      wait(type, () => {
        const base = begin(evaluated, at)
        return { ...base, type, json: `${write(base).slice(0, -1)},${own}` }
      })
    },
    waiting,
  }
  events.start()
  return events
}
