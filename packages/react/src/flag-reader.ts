import type { SluiceState } from '@sluice/client'
import type { EvaluationContext, EvaluationDetails, JsonValue } from '@sluice/core'
import { toDetails } from '@sluice/core/reading'
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

/** What the page shows of a flag at one place. */
export interface Shown {
  /** Looks whether what is shown has another name by now. */
  follow(): void
}

/** What one component knows of one flag that it reads. */
export interface FlagReader {
  readonly client: ReadClient
  readonly key: string
  /** Calls back when `readNow` may give something else. */
  readonly subscribe: (listener: () => void) => () => void
  /** Whether the component is on the page, or was. */
  isMounted: boolean
  /** What it showed last of a flag whose stability is `mount`, and to whom. */
  shown?: EvaluationDetails
  shownTo?: EvaluationContext
  /** What the server drew. */
  drawn?: EvaluationDetails
  /** What the page shows, while it does. */
  showing: Shown | undefined
  /** What was read last: in a render, what it draws. */
  given: EvaluationDetails | undefined
  /** The answer for one state and default. */
  last: EvaluationDetails | undefined
  state: SluiceState | undefined
  default: JsonValue | undefined
}

/** Prepares the reads of one flag by one component. */
export function flagReader(client: ReadClient, key: string): FlagReader {
  const reader: FlagReader = {
    client,
    key,
    subscribe(listener) {
      reader.isMounted = true
      // Whatever came between the commit and now.
      reader.showing?.follow()
      return client.subscribeFlag(key, () => {
        listener()
        reader.showing?.follow()
      })
    },
    isMounted: false,
    showing: undefined,
    given: undefined,
    last: undefined,
    state: undefined,
    default: undefined,
  }
  return reader
}

/** Reads what is to be shown now; the same object until the answer is another one. */
export function readNow<T extends JsonValue>(
  reader: FlagReader,
  defaultValue: T,
): EvaluationDetails<T> {
  const { client, key } = reader
  const state = client.store.getState()
  if (state !== reader.state || defaultValue !== reader.default) {
    reader.last = keep(reader, client.peek<JsonValue>(key, defaultValue), state)
    reader.state = state
    reader.default = defaultValue
  }
  return (reader.given = reader.last) as EvaluationDetails<T>
}

/** Reads what the server drew; always the same object. */
export function readDrawn<T extends JsonValue>(
  reader: FlagReader,
  defaultValue: T,
): EvaluationDetails<T> {
  const { client, key } = reader
  reader.drawn ??= keep(
    reader,
    readFirst<JsonValue>(client, key, defaultValue),
    client.store.getInitialState(),
  )
  return (reader.given = reader.drawn) as EvaluationDetails<T>
}

/**
 * Keeps a flag whose stability is `mount` at what the component first showed.
 *
 * That begins when the component is on the page, because what a render reads that
 * never gets there nobody saw. It ends for another person, and for a value that
 * pierces, which holds nothing back that comes after it.
 */
function keep(
  reader: FlagReader,
  served: EvaluationDetails,
  { context }: SluiceState,
): EvaluationDetails {
  // An override says nothing of stability, nor does a flag that is unknown.
  if (served.metadata.stability !== 'mount') return served
  const { shown, shownTo } = reader
  if (
    reader.isMounted &&
    shown &&
    !shown.metadata.pierce &&
    !served.metadata.pierce &&
    shownTo?.targetingKey === context.targetingKey &&
    shownTo?.['anonymousKey'] === context['anonymousKey']
  )
    return shown
  // A default that stands in for a value of another type is nothing to keep.
  if (!served.errorCode) {
    reader.shown = served
    reader.shownTo = context
  }
  return served
}
