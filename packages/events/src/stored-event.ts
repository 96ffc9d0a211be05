import type { DropReason, DroppedExposures, EventValue, ExposurePhase } from '@sluice/core'

/** Who sent an event: a page, whose key everybody can read, or a server, whose key is a secret. */
export type SentBy = 'client' | 'server'

/** What kind of event it is. */
export type StoredEventType = 'exposure' | 'outcome' | 'crash' | 'usage' | 'dropped'

/**
 * An event as it is kept: flat, with a corrected time and with pseudonyms for units.
 *
 * Which members are there follows from `type`, as on the wire; what is absent is
 * left out, not null. Events are told apart by `environment` and `id`: of two
 * with the same id the first counts.
 */
export interface StoredEvent {
  /** UUIDv7; its time decides the partition. */
  readonly id: string
  readonly environment: string
  readonly type: StoredEventType
  /** When the service took it, epoch milliseconds. */
  readonly receivedAt: number
  /** When it happened, epoch milliseconds, corrected: every window uses this. */
  readonly at: number
  /** What the sender wrote as `at`, a number as its digits. */
  readonly rawAt: string
  /** The clock of the sender told a time that cannot be. */
  readonly clockSuspect?: boolean
  readonly session: string
  readonly sequence: number
  /**
   * Pseudonyms by the name of the unit, each hexadecimal with 16 digits or more.
   * The first 64 bits tell units apart; anything else is hashed to as many.
   */
  readonly units: Readonly<Record<string, string>>
  readonly attributes?: Readonly<Record<string, EventValue>>

  // exposure and crash
  readonly flag?: string
  readonly variant?: string
  readonly allocationVersion?: number
  readonly version?: number
  readonly override?: boolean
  readonly experiment?: string

  // exposure
  readonly ruleId?: string
  readonly reason?: string
  readonly phase?: ExposurePhase
  /** How many units this one stands for, at least 1. */
  readonly weight?: number
  /** Of the whole context, keyed by the service: equal for equal contexts of an environment. */
  readonly contextHash?: string

  // outcome
  readonly name?: string
  readonly value?: number
  readonly properties?: Readonly<Record<string, EventValue>>

  // crash
  readonly message?: string
  readonly componentStack?: string

  // usage: reads by flag
  readonly reads?: Readonly<Record<string, number>>

  // dropped
  readonly dropReason?: DropReason
  readonly count?: number
  readonly exposures?: readonly DroppedExposures[]

  /** Of a flag that the environment does not have: kept, and counted by no statistics. */
  readonly unattributed?: boolean
  /** Of a unit that a grant showed the flag to, or forced where only grants may, whatever the event says: counted by no statistics. */
  readonly refusedByGrant?: boolean
  /** The key that it came with. */
  readonly keyId?: string
  /** Who holds a key of that kind. Absent, as of releases that did not keep it, nobody knows: it is no server's. */
  readonly sentBy?: SentBy
  /** The application that sent it. */
  readonly reader?: string
  /** Name and version of the library that sent it. */
  readonly sdk?: string
}
