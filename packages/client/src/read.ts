import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { toDetails } from '@sluice/core/reading'
import type { FlagEntry, SluiceState } from './state.ts'

// Far more than a page reads at once; one that makes up keys or defaults gets no leak.
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

/** What is known of a flag that was read. */
interface Known {
  readonly entry: FlagEntry
  /** The state in which that was looked up last, by number. */
  turn?: number
  /** What stands in for it, by default value. */
  defaults?: Map<unknown, EvaluationDetails>
}

/**
 * Makes the reader behind `peek`. Its answers keep their identity until what is
 * known of the flag changes.
 *
 * @param read - told of a flag that is read, once for each state of the store
 */
export function createReader(
  getState: () => SluiceState,
  read?: (key: string) => void,
): (key: string, defaultValue: JsonValue) => EvaluationDetails {
  const known = new Map<string, Known>()
  let last: SluiceState | undefined
  let turn = 0
  return (key, defaultValue) => {
    const state = getState()
    if (state !== last) {
      last = state
      turn++
    }
    let own = known.get(key)
    if (own?.turn !== turn) {
      const entry = lookUp(state, key)
      read?.(key)
      if (own?.entry !== entry) own = { entry }
      own.turn = turn
      if (known.size >= MOST_ANSWERS) known.clear()
      known.set(key, own)
    }
    const { entry } = own
    // What is held is the answer itself, for everybody. Nearly every read ends here, and reads are many.
    if (typeof entry.value === typeof defaultValue && typeof defaultValue !== 'object')
      return entry as EvaluationDetails
    const details = toDetails(entry, defaultValue)
    if (details === entry) return details
    // A default is an answer of its own for each that is given.
    const defaults = (own.defaults ??= new Map())
    const answer = defaults.get(defaultValue) ?? { ...details, key }
    if (defaults.size >= MOST_ANSWERS) defaults.clear()
    defaults.set(defaultValue, answer)
    return answer
  }
}

function unknownFlag(errorCode: 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND'): FlagEntry {
  return { key: '', reason: 'ERROR', errorCode, metadata: {} }
}
