import type { Reason } from '../reasons.ts'

/** A value that an event may carry: no objects, so that it is a column of a table. */
export type EventValue = string | number | boolean | readonly string[]

/** What every event has. */
export interface EventBase {
  /** UUIDv7, made once and kept through every retry: the same event sent twice counts once. */
  readonly id: string
  /**
   * Who it is about: `targetingKey`, `anonymousKey` and the declared unit attributes
   * that the context had. As they are; the service turns them into pseudonyms.
   */
  readonly units: Readonly<Record<string, string>>
  /** One life of a page or process: a random id. */
  readonly session: string
  /** 1, 2, 3 … within the session; a gap is a loss. */
  readonly sequence: number
  /** When it happened, epoch milliseconds by the clock of whoever saw it. */
  readonly at: number
  /** The attributes of the context that are declared as stored. */
  readonly attributes?: Readonly<Record<string, EventValue>>
}

/**
 * How an exposure came about.
 *
 * - `commit`: a component that used the variant was committed
 * - `visible`: half of what it drew was in the viewport for one second
 * - `manual`: the application said so
 * - `server`: a server drew it, and the document was visible
 */
export type ExposurePhase = 'commit' | 'visible' | 'manual' | 'server'

/** Somebody saw a variant. */
export interface ExposureEvent extends EventBase {
  readonly type: 'exposure'
  readonly flag: string
  /** Absent only where an override forced a bare value. */
  readonly variant?: string
  readonly allocationVersion?: number
  readonly version?: number
  readonly ruleId?: string
  readonly reason: Reason
  readonly phase: ExposurePhase
  /** How many units this one stands for: 10 000 / `sampleBps`, at least 1. */
  readonly weight: number
  /** Somebody forced it: kept, and counted by no statistics. */
  readonly override?: boolean
  /** Of the whole context it was evaluated for. */
  readonly contextHash: string
  readonly experiment?: string
}

/** Something happened that a metric may count. */
export interface OutcomeEvent extends EventBase {
  readonly type: 'outcome'
  readonly name: string
  readonly value?: number
  readonly properties?: Readonly<Record<string, EventValue>>
}

/** A treatment threw while it was drawn; the control took its place. */
export interface CrashEvent extends EventBase {
  readonly type: 'crash'
  readonly flag: string
  readonly variant?: string
  readonly allocationVersion?: number
  readonly version?: number
  readonly override?: boolean
  readonly experiment?: string
  readonly message: string
  readonly componentStack?: string
}

/** How often flags were read since the last one: what tells that code still needs them. */
export interface UsageEvent extends EventBase {
  readonly type: 'usage'
  readonly reads: Readonly<Record<string, number>>
}

/**
 * Why events were given up.
 *
 * - `queue_full`: the queue had reached its bound
 * - `too_large`: an event over 16 KiB
 * - `invalid`: one that JSON cannot carry
 * - `refused`: the service named it as bad
 */
export type DropReason = 'queue_full' | 'too_large' | 'invalid' | 'refused'

/** Exposures of one variant that were given up. */
export interface DroppedExposures {
  readonly flag: string
  readonly variant: string
  readonly count: number
}

/** Events were given up: so many, and of which variants, so that loss can be told per variant. */
export interface DroppedEvent extends EventBase {
  readonly type: 'dropped'
  readonly reason: DropReason
  readonly count: number
  readonly exposures?: readonly DroppedExposures[]
}

/** Anything that is sent to `POST /v1/events`. */
export type SluiceEvent = ExposureEvent | OutcomeEvent | CrashEvent | UsageEvent | DroppedEvent

/** The body of `POST /v1/events`. */
export interface EventBatch {
  /** When it was sent, epoch milliseconds by the clock of `at`: what the service corrects it by. */
  readonly sentAt: number
  /** The key, where no header can carry it: a beacon, or a body of `text/plain`. */
  readonly key?: string
  /** Which application sends, such as the host of a page; flags list it as a reader. */
  readonly reader?: string
  /** Name and version of the library, such as `@sluice/client/0.1.0`. */
  readonly sdk?: string
  readonly events: readonly SluiceEvent[]
}

/** Why one event of a batch was not taken. */
export interface EventRefusal {
  /** Its place in the batch. */
  readonly index: number
  readonly id?: string
  readonly code: string
  readonly message: string
}

/** The 200 of `POST /v1/events`: what is not refused is on disk. */
export interface EventBatchAnswer {
  readonly accepted: number
  readonly refused: readonly EventRefusal[]
}
