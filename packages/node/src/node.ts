import type {
  EvaluationContext,
  EvaluationDetails,
  EventAttributes,
  JsonValue,
  OfrepFailure,
  OfrepFlag,
} from '@sluice/core'
import type { SluiceNodeStatus } from './status.ts'

/** What a client key would be answered for a context: the `bootstrap` of a client. */
export interface ClientValues {
  /** Flags as OFREP's bulk endpoint answers them; those marked `serverOnly` are not among them. */
  readonly flags: readonly (OfrepFlag | OfrepFailure)[]
  /** Absent while no ruleset is held. */
  readonly version?: number
  readonly epoch?: string
  /** The context that was evaluated. */
  readonly context: EvaluationContext
  /** Which attributes of it travel with events; absent while no ruleset is held. */
  readonly eventAttributes?: EventAttributes
}

/** What a read with the default `D` may give: any value of its type; with `null`, of any. */
export type TypeOf<D extends JsonValue> = D extends boolean
  ? boolean
  : D extends number
    ? number
    : D extends string
      ? string
      : D extends null
        ? JsonValue
        : D

/** Another ruleset took the place of the one held. */
export interface RulesetChange {
  readonly version: number
  readonly epoch: string
  /** Keys of the flags whose definition differs, added and archived ones among them. */
  readonly keys: readonly string[]
}

/** The ruleset of one environment, held in this process and kept in step with its service. */
export interface SluiceNode {
  /**
   * Waits for the first ruleset, at most `readyTimeoutMs`. Never rejects: `state`
   * tells how it went, and reads serve defaults until there is one.
   */
  ready(): Promise<SluiceNodeStatus>
  status(): SluiceNodeStatus
  /**
   * Evaluates one flag here and now. Never throws and never waits; whatever goes
   * wrong serves the default, with a reason and an error code.
   */
  evaluate<D extends JsonValue>(
    key: string,
    defaultValue: D,
    context: EvaluationContext,
  ): EvaluationDetails<TypeOf<D>>
  /**
   * Evaluates every flag that a client key may see, exactly as the service would
   * answer one: what a page may be given. Never throws.
   */
  evaluateAll(context: EvaluationContext): ClientValues
  /** Calls back when another ruleset is held. */
  onChange(listener: (change: RulesetChange) => void): () => void
  /** Asks the service now, and waits like `ready()`. */
  refresh(): Promise<SluiceNodeStatus>
  /** Ends timers, requests and the stream. Reads go on serving the last ruleset. */
  close(): void
}
