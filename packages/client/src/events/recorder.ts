import type { EvaluationDetails, EventValue, ExposurePhase, SluiceEvent } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { randomKey } from '../anonymous-key.ts'
import type { FirstEnvironment } from '../environment.ts'
import type { Listeners } from '../listeners.ts'
import { tell } from '../listeners.ts'
import type { Exposure, Unsent } from './exposure.ts'
import { exposureOf, keyOf } from './exposure.ts'
import type { Item } from './item.ts'
import { isSampled } from './sampling.ts'
import type { Evaluated } from './who.ts'
import { whoOf } from './who.ts'

const EXPOSURES_KEPT = 1000
const MOST_AT_ONCE = 500
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
  /** Takes what a task recorded, when it ends. */
  take(items: readonly Item[]): void
  /** Told of an outcome that no event can carry. */
  refuse(name: unknown): void
}

/** Makes events of what happens on a page. */
export interface Recorder {
  readonly session: string
  /** @returns how to tell that it has left the screen */
  readonly expose: (
    details: EvaluationDetails,
    phase?: ExposurePhase,
    id?: string,
    isSent?: boolean,
  ) => () => void
  /** Exposes what is on the screen once more: for somebody else, or because it may be sent now. */
  exposeAgain(): void
  readonly track: (name: string, outcome?: Outcome) => void
  /** Sends any other event, about whoever values are shown for. */
  record(event: Readonly<Record<string, unknown>> & Pick<SluiceEvent, 'type'>): void
  readonly exposures: () => readonly Exposure[]
  readonly listeners: Listeners<Exposure>
  /** What this task recorded: events, and what makes exposures. */
  readonly waiting: (Item | (() => Item | undefined))[]
  /** Told when something waits. */
  onWaiting(): void
  /** Throws at an outcome that no event can carry. Until it is there, the service is asked. */
  check(name: unknown, value: unknown, properties: object): void
}

/** Makes a recorder. */
export function createRecorder(owner: RecorderOwner): Recorder {
  const { environment } = owner
  const random = (): number => environment.random()
  const present = new Map<EvaluationDetails, [phase: ExposurePhase, readers: number]>()
  const keys = new Set<string>()
  const kept: Exposure[] = []
  let exposures: readonly Exposure[] | undefined
  let sequence = 0

  const seal = (event: Omit<Item, 'json'>): Item => ({
    ...event,
    json: JSON.stringify({ ...event, session: recorder.session, sequence: ++sequence }),
  })
  const flush = (): void => {
    const { waiting } = recorder
    const items = waiting
      .splice(0, MOST_AT_ONCE)
      .flatMap((item) => (typeof item === 'function' ? item() : item) ?? [])
    // A flood goes on in the next task, so that the page can do something in between.
    if (waiting.length > 0) environment.schedule(flush, 0)
    if (items.length > 0) owner.take(items)
  }
  const wait = (item: (typeof recorder.waiting)[number]): void => {
    if (recorder.waiting.push(item) === 1) queueMicrotask(flush)
    recorder.onWaiting()
  }

  const expose = (
    details: EvaluationDetails,
    phase: ExposurePhase,
    evaluated: Evaluated,
    id?: string,
    isSent?: boolean,
  ): void => {
    const at = environment.wallClock()
    wait(() => {
      const exposure = exposureOf(details, evaluated, { id: id ?? uuidV7(at, random), at, phase })
      const { sampleBps = 10_000 } = details.metadata
      const key = keyOf(exposure)
      let unsent = owner.silence()
      if (keys.has(key + unsent)) return undefined
      keys.add(key + unsent)
      if (!isSampled(exposure.units['targetingKey'] as string, exposure.flag, sampleBps))
        unsent ??= 'sampled'
      if (isSent || Math.abs(at - (owner.counted()[key] as number)) < DAY_MS) unsent ??= 'counted'
      const told = { ...exposure, unsent }
      if (kept.push(told) > EXPOSURES_KEPT) kept.shift()
      exposures = undefined
      tell(recorder.listeners, told)
      return unsent ? undefined : seal({ type: 'exposure', ...exposure })
    })
  }
  const recorder: Recorder = {
    session: randomKey(random),
    expose(details, phase = 'commit', id, isSent) {
      const isNothing = details.variant === undefined && !details.metadata.override
      const item = present.get(details) ?? [phase, 0]
      if (item[1] === 0 && !isNothing) {
        present.set(details, item)
        expose(details, phase, owner.evaluated(details), id, isSent)
      }
      item[1]++
      let isHere = 1
      return () => {
        item[1] -= isHere
        isHere = 0
        if (item[1] === 0) present.delete(details)
      }
    },
    exposeAgain() {
      if (present.size === 0) return
      // By then whoever reads something else now has drawn it.
      environment.schedule(
        () => present.forEach(([phase], details) => expose(details, phase, owner.evaluated())),
        0,
      )
    },
    track(name, outcome) {
      try {
        // Read once: what a getter gives the next time is another matter.
        const { value, properties: { ...properties } = {} } = outcome ?? {}
        recorder.check(name, value, properties)
        recorder.record({ type: 'outcome', name, value, properties })
      } catch {
        // Something that no event can carry, or a getter of the application threw.
        owner.refuse(name)
      }
    },
    record(event) {
      if (owner.silence()) return
      const at = environment.wallClock()
      const who = whoOf(owner.evaluated())
      wait(seal({ id: uuidV7(at, random), at, ...who, ...event } as Omit<Item, 'json'>))
    },
    exposures: () => (exposures ??= [...kept]),
    listeners: new Set(),
    waiting: [],
    onWaiting() {},
    check() {},
  }
  return recorder
}
