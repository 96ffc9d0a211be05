import type { SluiceState } from '@sluice/client'
import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
import type { ClientInUse } from './client-context.ts'
import { mountHold, type MountHold } from './mount-hold.ts'

/**
 * Gives what the server drew, and hydration has to repeat: only a bootstrap is on
 * the server and in the browser alike; a cache is not.
 */
export function readFirst<T extends JsonValue>(
  { store, forced }: ClientInUse,
  key: string,
  defaultValue: T,
): EvaluationDetails<T> {
  const { flags, status } = store.getInitialState()
  const errorCode = status.source === 'bootstrap' ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY'
  const unknown = { key, reason: 'ERROR', errorCode, metadata: {} } as const
  const held = toDetails(flags.get(key) ?? unknown, defaultValue)
  return forced?.get(key)?.(held, defaultValue) ?? held
}

/** The reads of one flag by one component; each gives the same object until the answer is another one. */
export class FlagReader {
  readonly #client: ClientInUse
  readonly #key: string
  #isMounted = false
  #hold: MountHold | undefined
  #first: EvaluationDetails | undefined
  #state: SluiceState | undefined
  #default: JsonValue | undefined
  #last: EvaluationDetails | undefined

  constructor(client: ClientInUse, key: string) {
    this.#client = client
    this.#key = key
  }

  /** Calls back when `now` may give something else. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#isMounted = true
    this.#hold?.start()
    return this.#client.subscribeFlag(this.#key, listener)
  }

  /** What is to be shown now. */
  now<T extends JsonValue>(defaultValue: T): EvaluationDetails<T> {
    const { store, peek, forced } = this.#client
    const state = store.getState()
    if (state !== this.#state || defaultValue !== this.#default) {
      const held = this.#keep(peek(this.#key, defaultValue), state)
      const shown = forced?.get(this.#key)?.(held, defaultValue) ?? held
      this.#last = this.#first && isSame(this.#first, shown) ? this.#first : shown
      this.#state = state
      this.#default = defaultValue
    }
    return this.#last as EvaluationDetails<T>
  }

  /** What the server drew. */
  first<T extends JsonValue>(defaultValue: T): EvaluationDetails<T> {
    this.#first ??= this.#keep(
      readFirst(this.#client, this.#key, defaultValue),
      this.#client.store.getInitialState(),
    )
    return this.#first as EvaluationDetails<T>
  }

  #keep(details: EvaluationDetails, { context }: SluiceState): EvaluationDetails {
    return details.metadata.stability === 'mount'
      ? (this.#hold ??= mountHold(this.#isMounted)).keep(details, context)
      : details
  }
}

/**
 * Whether two details come from one answer, or from none for one cause. Hydration
 * goes on with the first of them: React 18 gives up markup that is still asleep
 * when it is drawn again.
 */
function isSame(a: EvaluationDetails, b: EvaluationDetails): boolean {
  return (
    a.value === b.value &&
    a.errorCode === b.errorCode &&
    (a.metadata === b.metadata || a.errorCode !== undefined)
  )
}
