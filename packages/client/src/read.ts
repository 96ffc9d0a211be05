import type { EvaluationDetails, JsonValue } from '@sluice/core'
import type { FlagEntry, SluiceState } from './state.ts'

// Far more than a page reads at once; one that makes up keys or defaults gets no leak.
const MOST_ANSWERS = 10_000

const NOT_READY = unknownFlag('PROVIDER_NOT_READY')
const NOT_FOUND = unknownFlag('FLAG_NOT_FOUND')

type Answers = Map<JsonValue, EvaluationDetails>

/**
 * Finds what is known of a flag: a permitted override, else the answer of the
 * service, else why there is none. The same knowledge is the same object.
 */
export function lookUp({ flags, overrides, status }: SluiceState, key: string): FlagEntry {
  const entry = flags.get(key)
  const override = entry?.metadata.overridable === false ? undefined : overrides.get(key)
  const isComplete = status.source === 'network' || status.source === 'bootstrap'
  return override ?? entry ?? (isComplete ? NOT_FOUND : NOT_READY)
}

/**
 * Makes the reader behind `peek`. Its answers keep their identity until what is
 * known of the flag changes.
 */
export function createReader(
  getState: () => SluiceState,
): (key: string, defaultValue: JsonValue) => EvaluationDetails {
  const served = new Map<string, [FlagEntry, Answers]>()
  return (key, defaultValue) => {
    const entry = lookUp(getState(), key)
    if (serves(entry, defaultValue)) return entry
    const [known, last] = served.get(key) ?? []
    const isFresh = last !== undefined && known === entry && last.size < MOST_ANSWERS
    const answers: Answers = isFresh ? last : new Map()
    if (!isFresh) {
      if (served.size >= MOST_ANSWERS) served.clear()
      served.set(key, [entry, answers])
    }
    let details = answers.get(defaultValue)
    if (details === undefined)
      answers.set(defaultValue, (details = serveDefault(key, entry, defaultValue)))
    return details
  }
}

function serves(entry: FlagEntry, defaultValue: JsonValue): entry is EvaluationDetails {
  const { value } = entry
  return value !== undefined && (defaultValue === null || kindOf(value) === kindOf(defaultValue))
}

function serveDefault(key: string, entry: FlagEntry, value: JsonValue): EvaluationDetails {
  if (entry.value === undefined) return { ...entry, key, value }
  const errorMessage = `The value is of type ${kindOf(entry.value)}, the default of type ${kindOf(value)}.`
  const { metadata } = entry
  return { key, value, reason: 'ERROR', errorCode: 'TYPE_MISMATCH', errorMessage, metadata }
}

function kindOf(value: JsonValue): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
}

function unknownFlag(errorCode: 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND'): FlagEntry {
  return { key: '', reason: 'ERROR', errorCode, metadata: {} }
}
