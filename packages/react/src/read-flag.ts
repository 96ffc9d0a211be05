import type { SluiceState } from '@sluice/client'
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

/**
 * What was shown last of a flag whose stability is `mount`; of which flag, and to
 * whom. For what holds nothing back, `true`.
 */
export type KeptDetails = readonly [details: EvaluationDetails, of: unknown]

/** The reader of one component that is on the page, or was last; empty before. */
export type ReaderOnPage = (FlagReader | undefined)[]

/** What one component knows of one flag that it reads. */
export interface FlagReader {
  readonly client: ReadClient
  readonly key: string
  /** What the server drew. */
  drawn?: EvaluationDetails
  readonly onPage: ReaderOnPage
  kept?: KeptDetails | undefined
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
  const { client, key } = reader
  const state = client.store.getState()
  if (state !== reader.state || defaultValue !== reader.default) {
    reader.last = keep(reader, client.peek<JsonValue>(key, defaultValue), state)
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
  return (reader.last = reader.drawn ??=
    keep(
      reader,
      client.peekFirst<JsonValue>(key, defaultValue),
      client.store.getInitialState(),
    )) as EvaluationDetails<T>
}

/**
 * Keeps a flag whose stability is `mount` at what the component first showed.
 *
 * That begins when the component is on the page, because what a render reads that
 * never gets there nobody saw. It ends for another person, and for a value that
 * pierces, which holds nothing back that comes after it. It goes on for the next
 * reader of the component: another client may force something else.
 */
function keep(
  reader: FlagReader,
  served: EvaluationDetails,
  { context }: SluiceState,
): EvaluationDetails {
  const { stability, pierce } = served.metadata
  // An override says nothing of stability, nor does a flag that is unknown.
  if (stability !== 'mount') return served
  const { kept } = reader
  const of = pierce || JSON.stringify([served.key, context.targetingKey, context['anonymousKey']])
  if (reader.onPage[0] && kept?.[1] === of && !pierce) return kept[0]
  // A default that stands in for a value of another type is nothing to keep.
  if (!served.errorCode) reader.kept = [served, of]
  return served
}
