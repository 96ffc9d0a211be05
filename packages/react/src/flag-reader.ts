import type { SluiceState } from '@sluice/client'
import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
import type { ClientInUse } from './client-context.ts'
import type { Forced } from './forced.ts'
import { mountHold, type MountHold } from './mount-hold.ts'

/** The reads of one flag by one component; each gives the same object until the answer is another one. */
export interface FlagReader {
  /** Calls back when `now` may give something else. */
  readonly subscribe: (listener: () => void) => () => void
  /** What is to be shown now. */
  readonly now: Read
  /** What the server drew, and hydration has to repeat. */
  readonly first: Read
}

type Read = <T extends JsonValue>(
  defaultValue: T,
  forced: Forced | undefined,
) => EvaluationDetails<T>

/** Prepares the reads of one flag by one component. */
export function flagReader(client: ClientInUse, key: string): FlagReader {
  let isMounted = false
  let hold: MountHold | undefined
  let initial: readonly [defaultValue: JsonValue, EvaluationDetails] | undefined
  let last: readonly [Forced, held: EvaluationDetails, forced: EvaluationDetails] | undefined

  const show = (
    held: EvaluationDetails,
    { context }: SluiceState,
    defaultValue: JsonValue,
    forced: Forced | undefined,
  ): EvaluationDetails => {
    if (held.metadata.stability === 'mount') {
      hold ??= mountHold(isMounted)
      held = hold.keep(held, context)
    }
    if (!forced) return held
    if (last?.[0] !== forced || last[1] !== held) last = [forced, held, forced(held, defaultValue)]
    return last[2]
  }

  const first = (defaultValue: JsonValue, forced: Forced | undefined): EvaluationDetails => {
    // Only a bootstrap is on the server and in the browser alike; a cache is not.
    const state = client.store.getInitialState()
    if (initial?.[0] !== defaultValue) {
      const { source } = state.status
      const errorCode = source === 'bootstrap' ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY'
      const unknown = { key, reason: 'ERROR', errorCode, metadata: {} } as const
      initial = [defaultValue, toDetails(state.flags.get(key) ?? unknown, defaultValue)]
    }
    return show(initial[1], state, defaultValue, forced)
  }

  const { peek, store } = client
  const now = (defaultValue: JsonValue, forced: Forced | undefined): EvaluationDetails => {
    if (!peek) return first(defaultValue, forced)
    const held = peek(key, defaultValue)
    const isInitial = initial?.[0] === defaultValue && isSame(initial[1], held)
    return show(isInitial ? initial![1] : held, store.getState(), defaultValue, forced)
  }

  return {
    subscribe(listener) {
      isMounted = true
      hold?.start()
      return client.subscribeFlag(key, listener)
    },
    now: now as Read,
    first: first as Read,
  }
}

/** Whether two details come from one answer, or from none for the same cause. */
function isSame(a: EvaluationDetails, b: EvaluationDetails): boolean {
  return a.errorCode === b.errorCode && (a.metadata === b.metadata || a.errorCode !== undefined)
}
