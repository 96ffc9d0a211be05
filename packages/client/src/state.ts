import type { DetailsSource, EvaluationContext, JsonValue } from '@sluice/core'
import type { GrantStatus, RefusedGrant } from './grants/grant-status.ts'
import type { SluiceStatus } from './status.ts'

/** What the service answered for one flag. Without a value the caller's default is served. */
export type FlagEntry = DetailsSource

/** Answers by flag key. An entry keeps its identity as long as nothing in it changes. */
export type FlagTable = ReadonlyMap<string, FlagEntry>

/**
 * What somebody forces on a flag: a value, a variant, or both. Where only the
 * variant is told, whoever wants a value gets the caller's default.
 */
export interface Override {
  readonly value?: JsonValue
  /** The variant that `value` belongs to; told to whoever reads the details. */
  readonly variant?: string | undefined
}

/** A grant as it goes along with a client, put there by whoever accepts grants. */
export interface CarriedGrant {
  readonly status: GrantStatus
  /** Why another one was refused that came while this one was there. */
  readonly refused?: RefusedGrant | undefined
  /** Sent with each request for values; absent once it is refused for good. */
  readonly token?: string | undefined
  /** Hears what the service made of it. */
  readonly answered?: ((header: string | undefined) => void) | undefined
}

/** What the store holds. Replaced as a whole with every change. */
export interface SluiceState {
  readonly flags: FlagTable
  /** Forced values, with reason `OVERRIDE`. */
  readonly overrides: FlagTable
  readonly context: EvaluationContext
  readonly status: SluiceStatus
  readonly grant?: CarriedGrant | undefined
}

/** One flag whose value or variant changed for a reader. `undefined`: none was held. */
export interface FlagChange {
  readonly key: string
  readonly from: FlagEntry | undefined
  readonly to: FlagEntry | undefined
}
