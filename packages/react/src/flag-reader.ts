import type { SluiceState } from '@sluice/client'
import {
  toDetails,
  type EvaluationContext,
  type EvaluationDetails,
  type JsonValue,
} from '@sluice/core'
import { unanswered, type ReadClient } from './client-context.ts'

/**
 * Reads what the server drew, and hydration has to repeat: only a bootstrap is on
 * the server and in the browser alike; a cache is not.
 */
export function readFirst<T extends JsonValue>(
  { store, first }: ReadClient,
  key: string,
  defaultValue: T,
): EvaluationDetails<T> {
  if (first) return first(key, defaultValue)
  const { flags, status } = store.getInitialState()
  const entry = flags.get(key)
  return entry
    ? toDetails(entry, defaultValue)
    : unanswered(key, defaultValue, status.source === 'bootstrap' ? 'FLAG_NOT_FOUND' : undefined)
}

/**
 * The reads of one flag by one component. Each gives the same object until the
 * answer is another one.
 *
 * A flag whose stability is `mount` keeps what the component first showed. That
 * begins when the component is on the page, because what a render reads that never
 * gets there nobody saw; it ends for another person, and for a value that pierces,
 * which holds nothing back that comes after it.
 */
export class FlagReader {
  readonly #client: ReadClient
  readonly #key: string
  #isMounted = false
  #shown: EvaluationDetails | undefined
  #shownTo: EvaluationContext | undefined
  #first: EvaluationDetails | undefined
  #state: SluiceState | undefined
  #default: JsonValue | undefined
  #last: EvaluationDetails | undefined

  constructor(client: ReadClient, key: string) {
    this.#client = client
    this.#key = key
  }

  /** Calls back when `now` may give something else. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#isMounted = true
    return this.#client.subscribeFlag(this.#key, listener)
  }

  /** What is to be shown now. */
  now<T extends JsonValue>(defaultValue: T): EvaluationDetails<T> {
    const { store, peek } = this.#client
    const state = store.getState()
    if (state !== this.#state || defaultValue !== this.#default) {
      this.#last = this.#keep(peek<JsonValue>(this.#key, defaultValue), state)
      this.#state = state
      this.#default = defaultValue
    }
    return this.#last as EvaluationDetails<T>
  }

  /** What the server drew. */
  first<T extends JsonValue>(defaultValue: T): EvaluationDetails<T> {
    this.#first ??= this.#keep(
      readFirst<JsonValue>(this.#client, this.#key, defaultValue),
      this.#client.store.getInitialState(),
    )
    return this.#first as EvaluationDetails<T>
  }

  #keep(served: EvaluationDetails, { context }: SluiceState): EvaluationDetails {
    // An override says nothing of stability, nor does a flag that is unknown.
    if (served.metadata.stability !== 'mount') return served
    const shown = this.#shown
    if (
      this.#isMounted &&
      shown &&
      !shown.metadata.pierce &&
      !served.metadata.pierce &&
      this.#shownTo?.targetingKey === context.targetingKey &&
      this.#shownTo?.['anonymousKey'] === context['anonymousKey']
    )
      return shown
    // A default that stands in for a value of another type is nothing to keep.
    if (!served.errorCode) {
      this.#shown = served
      this.#shownTo = context
    }
    return served
  }
}
