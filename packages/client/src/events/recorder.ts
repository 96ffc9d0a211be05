import type { EvaluationDetails, EventValue, ExposurePhase } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { randomKey } from '../anonymous-key.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { Listeners } from '../listeners.ts'
import { tell } from '../listeners.ts'
import { isEventValue, isText } from './event-value.ts'
import type { Exposure, Unsent } from './exposure.ts'
import { exposureOf, keyOf } from './exposure.ts'
import type { Item } from './item.ts'
import { itemOf } from './item.ts'
import { isSampled } from './sampling.ts'
import type { Evaluated } from './who.ts'
import { whoOf } from './who.ts'

const EXPOSURES_KEPT = 1000
const DAY_MS = 86_400_000

/** What the application tells of something that happened. */
export interface Outcome {
  /** What a metric adds up; finite. */
  readonly value?: number
  /** Texts of up to 4096 characters, finite numbers, booleans, lists of texts. */
  readonly properties?: Readonly<Record<string, EventValue>>
}

/** What a recorder needs of its client. */
export interface RecorderOwner {
  readonly environment: FirstEnvironment
  /** For whom these details were evaluated, or whatever is shown now. */
  evaluated(details?: EvaluationDetails): Evaluated
  /** Why nothing may be sent, if so. */
  silence(): Unsent | undefined
  /** When exposures were counted, epoch milliseconds by their key. */
  counted(): Readonly<Record<string, number>>
  /** Takes an event. */
  send(item: Item): void
  /** Told of an outcome that no event can carry. */
  refuse(name: string): void
}

/** Makes events of what happens on a page. */
export interface Recorder {
  readonly session: string
  /** @returns how to tell that it has left the screen */
  readonly expose: (details: EvaluationDetails, phase?: ExposurePhase, id?: string) => () => void
  /** Exposes what is on the screen once more: for somebody else, or because it may be sent now. */
  exposeAgain(): void
  readonly track: (name: string, outcome?: Outcome) => void
  /** Sends any other event, about whoever values are shown for. */
  record(event: object): void
  readonly exposures: () => readonly Exposure[]
  readonly listeners: Listeners<Exposure>
}

interface Present {
  readonly details: EvaluationDetails
  readonly phase: ExposurePhase
  readers: number
}

/** Makes a recorder. */
export function createRecorder(owner: RecorderOwner): Recorder {
  const { environment } = owner
  const random = (): number => environment.random()
  const present = new Map<EvaluationDetails, Present>()
  const listeners: Listeners<Exposure> = new Set()
  const keys = new Set<string>()
  let waiting: (() => void)[] = []
  const kept: Exposure[] = []
  let shown: readonly Exposure[] | undefined
  let sequence = 0
  const session = randomKey(random)

  /** Hands on what somebody gathers in this task, when it ends. */
  const atEnd = (make: () => void): void => {
    if (waiting.push(make) > 1) return
    queueMicrotask(() => {
      const makers = waiting
      waiting = []
      for (const each of makers) each()
    })
  }
  const send = (event: object): void =>
    owner.send(itemOf(event, JSON.stringify({ ...event, session, sequence: ++sequence })))
  const record = (event: object): void => {
    if (owner.silence()) return
    const at = environment.wallClock()
    send({ id: uuidV7(at, random), ...whoOf(owner.evaluated()), at, ...event })
  }

  const expose = (item: Present, id?: string): void => {
    const { details, phase } = item
    const at = environment.wallClock()
    const evaluated = owner.evaluated(details)
    atEnd(() => {
      // Gone before anything was painted, as what a treatment drew that threw in a layout effect.
      if (item.readers === 0 && phase === 'commit') return
      const exposure = exposureOf(details, evaluated, { id: id ?? uuidV7(at, random), at, phase })
      const { flag, units } = exposure
      const share = details.metadata.sampleBps ?? 10_000
      const key = keyOf(exposure)
      const silence = owner.silence()
      if (keys.has(key + silence)) return
      keys.add(key + silence)
      const unsent =
        silence ??
        (isSampled(`${units['targetingKey']}`, flag, share)
          ? phase === 'server' || Math.abs(at - (owner.counted()[key] as number)) < DAY_MS
            ? 'counted'
            : undefined
          : 'sampled')
      if (!unsent) send({ type: 'exposure', ...exposure })
      if (kept.push({ ...exposure, unsent }) > EXPOSURES_KEPT) kept.shift()
      shown = undefined
      tell(listeners, exposure)
    })
  }
  return {
    session,
    expose(details, phase = 'commit', id) {
      if (details.variant === undefined && !details.metadata.override) return () => {}
      let item = present.get(details)
      if (!item) {
        item = { details, phase, readers: 0 }
        present.set(details, item)
        expose(item, id)
      }
      const mine = item
      mine.readers++
      let isHere = true
      return () => {
        if (isHere && --mine.readers === 0) present.delete(details)
        isHere = false
      }
    },
    exposeAgain() {
      // By then whoever reads something else now has drawn it.
      if (present.size > 0) environment.schedule(() => present.forEach((item) => expose(item)), 0)
    },
    track(name, outcome) {
      if (owner.silence()) return
      try {
        const { value, properties } = outcome ?? {}
        // Read once: what a getter gives the next time is another matter.
        const copy = { ...properties }
        const isGood =
          isText(name, 256) &&
          name !== '' &&
          (value === undefined || Number.isFinite(value)) &&
          Object.entries(copy).every(([key, each]) => isText(key, 128) && isEventValue(each))
        if (isGood) return record({ type: 'outcome', name, value, properties: copy })
      } catch {
        // A getter of the application threw.
      }
      owner.refuse(typeof name === 'string' ? name : typeof name)
    },
    record,
    exposures: () => (shown ??= [...kept]),
    listeners,
  }
}
