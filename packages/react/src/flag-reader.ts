import type { SluiceClient } from '@sluice/client'
import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
import { storeOf } from './client-context.ts'
import { toFlagDetails, type FlagDetails } from './flag-details.ts'
import { force, type Forced } from './forced.ts'

/** Two reads of one flag; each gives the same object until the answer is another one. */
export interface FlagReader<T> {
  /** What is to be shown now. */
  now(): FlagDetails<T>
  /** What the server drew and hydration has to repeat. */
  first(): FlagDetails<T>
}

/** Prepares the reads of one flag by one component. */
export function flagReader<T extends JsonValue>(
  client: SluiceClient | undefined,
  key: string,
  defaultValue: T,
  forced: Forced | undefined,
): FlagReader<T> {
  let initial: EvaluationDetails<T> | undefined
  const getInitial = () => (initial ??= initialDetails(client, key, defaultValue))
  const show = memoised((held: EvaluationDetails<T>) =>
    toFlagDetails(forced ? force(forced, held, defaultValue) : held),
  )
  return {
    now: () =>
      show(client ? (client.peek(key, defaultValue) as EvaluationDetails<T>) : getInitial()),
    first: () => show(getInitial()),
  }
}

/** Only a bootstrap is on the server and in the browser alike; a cache is not. */
function initialDetails<T extends JsonValue>(
  client: SluiceClient | undefined,
  key: string,
  defaultValue: T,
): EvaluationDetails<T> {
  const { status, flags } = storeOf(client).getInitialState()
  const entry = status.source === 'bootstrap' ? flags.get(key) : undefined
  return toDetails(
    entry ?? { key, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY', metadata: {} },
    defaultValue,
  )
}

function memoised<A, B>(compute: (input: A) => B): (input: A) => B {
  let last: { readonly input: A; readonly output: B } | undefined
  return (input) => {
    if (last?.input !== input) last = { input, output: compute(input) }
    return last.output
  }
}
