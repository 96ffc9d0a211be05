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
  const defaults = new Map<string, [FlagEntry, Map<unknown, EvaluationDetails>]>()
  let last: SluiceState | undefined
  // What was read of this state already, and is served as it is.
  const served = new Map<string, FlagEntry>()
  return (key, defaultValue) => {
    const state = getState()
    if (state !== last) {
      last = state
      served.clear()
    }
    // Nearly every read ends here, and reads are many.
    const held = served.get(key)
    if (held && typeof held.value === typeof defaultValue && typeof defaultValue !== 'object')
      return held as EvaluationDetails

    const entry = lookUp(state, key)
    if (!held) read?.(key)
    if (entry.key === key) served.set(key, entry)
    // What is held is the answer itself, for everybody.
    let details = toDetails(entry, defaultValue)
    if (details === entry) return details
    // A default is an answer of its own for each that is given.
    let slot = defaults.get(key)
    if (slot?.[0] !== entry || slot[1].size >= MOST_ANSWERS) {
      if (defaults.size >= MOST_ANSWERS) defaults.clear()
      defaults.set(key, (slot = [entry, new Map<unknown, EvaluationDetails>()]))
    }
    details = slot[1].get(defaultValue) ?? { ...details, key }
    slot[1].set(defaultValue, details)
    return details
  }
}

function unknownFlag(errorCode: 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND'): FlagEntry {
  return { key: '', reason: 'ERROR', errorCode, metadata: {} }
}
