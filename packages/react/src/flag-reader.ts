import type { SluiceClient } from '@sluice/client'
import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
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
  let held: EvaluationDetails<T> | undefined
  let shown: FlagDetails<T> | undefined
  const show = (details: EvaluationDetails<T>): FlagDetails<T> => {
    if (shown === undefined || details !== held)
      shown = toFlagDetails(forced === undefined ? details : force(forced, details, defaultValue))
    held = details
    return shown
  }

  let initial: EvaluationDetails<T> | undefined
  const first = () => show((initial ??= initialDetails(client, key, defaultValue)))
  if (client === undefined) return { now: first, first }
  return { now: () => show(client.peek(key, defaultValue) as EvaluationDetails<T>), first }
}

/** Only a bootstrap is on the server and in the browser alike; a cache is not. */
function initialDetails<T extends JsonValue>(
  client: SluiceClient | undefined,
  key: string,
  defaultValue: T,
): EvaluationDetails<T> {
  const state = client?.store.getInitialState()
  const entry = state?.status.source === 'bootstrap' ? state.flags.get(key) : undefined
  if (entry !== undefined) return toDetails(entry, defaultValue)
  return {
    key,
    value: defaultValue,
    reason: 'ERROR',
    errorCode: 'PROVIDER_NOT_READY',
    metadata: {},
  }
}
