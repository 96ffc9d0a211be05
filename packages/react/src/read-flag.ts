import type { ShownPlace, SluiceState } from '@sluice/client'
import type { EvaluationDetails, JsonValue } from '@sluice/core'
import type { ExposurePolicy } from './exposure/policy.ts'
import type { ReadClient } from './client-context.ts'

/** What is drawn at one place, where it matters when that is seen. */
export interface ShownRegion {
  /** Tells the client when what this place shows was seen; gives how to tell that it is no more. */
  readonly show: (reader: FlagReader, details: EvaluationDetails) => () => void
}

/** Selects the part of the details that can be seen. */
export type Select = (details: EvaluationDetails<never>) => unknown

/** How one place shows what a flag gives; but for the policy always the same for one reader. */
export interface ExposedPlace {
  readonly select: Select
  /** The exposure policy of this place, where it has one. */
  readonly own?: ExposurePolicy | undefined
  /** What is drawn; a hook has none. */
  readonly region?: ShownRegion
  /** Reads what is to be shown now. Default: `readNow`. */
  readonly read?: () => EvaluationDetails
}

/** The reader of one component that is on the page, or was last; empty before. */
export interface ReaderOnPage {
  current?: FlagReader | undefined
}

/** What one component knows of one flag that it reads. */
export interface FlagReader extends ShownPlace {
  readonly client: ReadClient
  readonly key: string
  /** What the server drew. */
  drawn?: EvaluationDetails
  readonly onPage: ReaderOnPage
  /** The state and the default for which `last` was read. */
  state?: SluiceState
  default?: JsonValue
  /** What was read last: in a render, what it draws. Kept for one state and default. */
  last?: EvaluationDetails
  /** What is on the screen, while it is. */
  onScreen: EvaluationDetails | undefined
  /** Tells the client that it is no more. */
  leave: (() => void) | undefined
  /** Where that is drawn, as the last commit had it. */
  place: ExposedPlace | undefined
  /** Calls back when `readNow` may give something else. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Reads what is to be shown now; the same object until the answer is another one. */
export function readNow<T extends JsonValue>(
  reader: FlagReader,
  defaultValue: T,
): EvaluationDetails<T> {
  const { client, key, onPage } = reader
  const state = client.store.getState()
  if (state !== reader.state || defaultValue !== reader.default) {
    const served = client.peek<JsonValue>(key, defaultValue)
    // Until the first client has that there is nothing to keep; what comes after it goes on with it.
    const keep = client.store.keep ?? onPage.current?.client.store.keep
    reader.last = keep?.(reader, served, state) ?? served
    reader.state = state
    reader.default = defaultValue
  }
  return reader.last as EvaluationDetails<T>
}

/** Reads what the server drew; always the same object. */
export function readDrawn<T extends JsonValue>(
  reader: FlagReader,
  defaultValue: T,
): EvaluationDetails<T> {
  const { client, key } = reader
  reader.state = client.store.getInitialState()
  return (reader.last = reader.drawn ??=
    client.peekFirst<JsonValue>(key, defaultValue)) as EvaluationDetails<T>
}
