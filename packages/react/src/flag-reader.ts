import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
import type { ClientInUse } from './client-context.ts'
import { toFlagDetails, type FlagDetails } from './flag-details.ts'
import { force, type Forced } from './forced.ts'

/** Two reads of one flag; each gives the same object until the answer is another one. */
export interface FlagReader<T> {
  /** What is to be shown now. */
  now(): FlagDetails<T>
  /** What the server drew, and hydration has to repeat. */
  first(): FlagDetails<T>
}

/** Prepares the reads of one flag by one component. */
export function flagReader<T extends JsonValue>(
  client: ClientInUse,
  key: string,
  defaultValue: T,
  forced: Forced | undefined,
): FlagReader<T> {
  let last: readonly [held: EvaluationDetails<T>, shown: FlagDetails<T>] | undefined
  const show = (held: EvaluationDetails<T>): FlagDetails<T> => {
    if (last?.[0] !== held)
      last = [held, toFlagDetails(forced ? force(forced, held, defaultValue) : held)]
    return last[1]
  }

  // Only a bootstrap is on the server and in the browser alike; a cache is not.
  const { flags, status } = client.store.getInitialState()
  const initial = toDetails(
    flags.get(key) ?? {
      key,
      reason: 'ERROR',
      errorCode: status.source === 'bootstrap' ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY',
      metadata: {},
    },
    defaultValue,
  )
  return {
    now: () =>
      show((client.peek?.(key, defaultValue) as EvaluationDetails<T> | undefined) ?? initial),
    first: () => show(initial),
  }
}
