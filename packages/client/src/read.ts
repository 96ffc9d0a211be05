import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { toDetails } from '@sluice/core/reading'
import { listen } from './listeners.ts'
import type { FlagEntry, SluiceState } from './state.ts'

// Far more than a page reads at once; one that makes up defaults gets no leak.
const MOST_ANSWERS = 10_000

const NOT_READY = unknownFlag('PROVIDER_NOT_READY')
const NOT_FOUND = unknownFlag('FLAG_NOT_FOUND')

/**
 * Finds what is known of a flag: a permitted override, else the answer of the
 * service, else why there is none. The same knowledge is the same object.
 */
export function lookUp({ flags, overrides, status }: SluiceState, key: string): FlagEntry {
  const entry = flags.get(key)
  const override = overrides.get(key)
  if (override && entry?.metadata.overridable !== false) return override
  // Only these two know of all flags.
  return entry ?? ('network bootstrap'.includes(status.source) ? NOT_FOUND : NOT_READY)
}

/** Hears that something else is known of a flag. */
export interface FlagListener {
  (): void
  /** Who draws what is read; whoever asks for `SluiceClient.flags` finds it here. */
  reader?: unknown
}

/** A flag that somebody reads. */
export interface ReadFlag {
  /** What is known of it. */
  entry?: FlagEntry
  /** The state in which that was looked up last, by number. */
  turn?: number
  /** How often it was read, once for each state of the store, since that was told last. */
  reads: number
  /** What stands in for an answer, by default value. */
  defaults?: Map<unknown, EvaluationDetails> | undefined
  /** Who hears when something else is known of it. */
  listeners?: Set<FlagListener>
}

/** Reads flags of one state after the other. */
export interface FlagsReader {
  /** Everything that was read. */
  readonly all: Map<string, ReadFlag>
  readonly peek: (key: string, defaultValue: JsonValue) => EvaluationDetails
  /** @returns how to stop */
  readonly subscribe: (key: string, listener: FlagListener) => () => void
}

/**
 * Makes the reader behind `peek`. Its answers keep their identity until what is
 * known of the flag changes.
 */
export function createReader(getState: () => SluiceState): FlagsReader {
  const all: FlagsReader['all'] = new Map()
  let last: SluiceState | undefined
  let turn = 0
  const flag = (key: string): ReadFlag => {
    let own = all.get(key)
    if (!own) {
      own = { reads: 0 }
      all.set(key, own)
    }
    return own
  }
  const peek = (key: string, defaultValue: JsonValue): EvaluationDetails => {
    const state = getState()
    if (state !== last) {
      last = state
      turn++
    }
    const own = flag(key)
    if (own.turn !== turn) {
      own.turn = turn
      own.reads++
      const entry = lookUp(state, key)
      if (own.entry !== entry) {
        own.entry = entry
        own.defaults = undefined
      }
    }
    const entry = own.entry as FlagEntry
    // What is held is the answer itself, for everybody. Nearly every read ends here, and reads are many.
    if (typeof entry.value === typeof defaultValue && typeof defaultValue !== 'object')
      return entry as EvaluationDetails
    const details = toDetails(entry, defaultValue)
    if (details === entry) return details
    // A default is an answer of its own for each that is given.
    const defaults = (own.defaults ??= new Map<unknown, EvaluationDetails>())
    const answer = defaults.get(defaultValue) ?? { ...details, key }
    if (defaults.size >= MOST_ANSWERS) defaults.clear()
    defaults.set(defaultValue, answer)
    return answer
  }
  return {
    all,
    peek,
    subscribe(key, listener) {
      const own = flag(key)
      own.reads++
      return listen((own.listeners ??= new Set()), listener)
    },
  }
}

function unknownFlag(errorCode: 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND'): FlagEntry {
  return { key: '', reason: 'ERROR', errorCode, metadata: {} }
}
