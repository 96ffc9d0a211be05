import type { EvaluationContext, EvaluationDetails, JsonValue } from '@sluice/core'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ExposureOptions } from './exposure/policy.ts'
import { useExposed } from './exposure/use-exposed.ts'
import { firstAnswer, isStarting } from './first-answer.ts'
import { useReader } from './component-reader.ts'
import { readDrawn, readNow, type FlagReader } from './read-flag.ts'
import { useClient, type ClientInUse } from './use-client.ts'
import { selectValue } from './select-value.ts'

/**
 * Reads a flag, and suspends as long as nothing is known of it and the first
 * answer for the present context is awaited.
 *
 * That there is something to wait for travels as state, not with the store: so a
 * context that is changed inside a transition leaves the old screen as it is.
 */
export function useSuspenseFlag<T extends JsonValue>(
  key: string,
  defaultValue: T,
  options?: ExposureOptions,
): T {
  const client = useClient()
  const own = useReader(key)
  const reader = useMemo(() => patientReader(client, own), [client, own])
  const [awaited, setAwaited] = useState(() => awaitedContext(client))
  useEffect(() => {
    let last: EvaluationContext | null | undefined
    // Told twice, the second time would not be a part of the transition that the first was; but
    // another context is news, which an urgent change does not leave to a transition before it.
    const look = (): void => {
      const next = awaitedContext(client)
      if (next !== last) setAwaited((last = next))
    }
    look()
    return client.store.subscribe(look)
  }, [client])
  const value = useSyncExternalStore(
    own.subscribe,
    () => reader.now(defaultValue).value,
    () => reader.first(defaultValue).value,
  )
  const { given } = reader
  useExposed(own, given as EvaluationDetails, {
    select: selectValue,
    own: options?.exposure,
    read: () => reader.now(defaultValue),
  })
  const answer = awaited ? reader.awaits(defaultValue) : undefined
  // Every React that has `<Suspense>` waits for what is thrown. `use` would want to be called
  // again with the promise that has settled, when there is nothing to wait for any more.
  // oxlint-disable-next-line typescript/only-throw-error -- a promise is how a component suspends
  if (answer) throw answer
  return value
}

/** The present context, as long as its first answer is awaited. */
const awaitedContext = (client: ClientInUse): EvaluationContext | null =>
  isStarting(client) ? client.store.getState().context : null

interface PatientReader {
  /** What was read last: in a render, what it draws. */
  given?: EvaluationDetails
  readonly now: <T extends JsonValue>(defaultValue: T) => EvaluationDetails<T>
  readonly first: <T extends JsonValue>(defaultValue: T) => EvaluationDetails<T>
  /** What has to settle before there is something to show. */
  readonly awaits: (defaultValue: JsonValue) => Promise<void> | undefined
}

/** Reads one flag, and goes on with what it gave while another context has had no answer yet. */
function patientReader(client: ClientInUse, reader: FlagReader): PatientReader {
  let last: EvaluationDetails | undefined
  // For whom a server drew, which waits for nothing.
  let drawnFor: EvaluationContext | undefined
  const patient: PatientReader = {
    now<T>(defaultValue: JsonValue) {
      if (!last || !patient.awaits(defaultValue)) last = readNow(reader, defaultValue)
      return (patient.given = last) as EvaluationDetails<T>
    },
    first(defaultValue) {
      drawnFor = client.store.getInitialState().context
      const drawn = readDrawn(reader, defaultValue)
      patient.given = drawn
      return drawn
    },
    awaits: (defaultValue) =>
      readNow(reader, defaultValue).errorCode === 'PROVIDER_NOT_READY' &&
      client.store.getState().context !== drawnFor
        ? firstAnswer(client)
        : undefined,
  }
  return patient
}
