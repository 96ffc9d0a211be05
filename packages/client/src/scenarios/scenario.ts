import type { EvaluationContext, Fault, JsonValue } from '@sluice/core'
import { faultAt, SluiceError } from '@sluice/core'
import type { Override } from '../state.ts'
import type { SluiceStatusState } from '../status.ts'

/** Characters of a scenario as JSON: room for all that a person forces, and none to fill a memory. */
const LONGEST_SCENARIO = 1_048_576
const DEEPEST_VALUE = 64

/** States that a scenario can put a client in. */
export const SCENARIO_STATES = ['starting', 'ready', 'stale', 'offline', 'unauthorized'] as const

/**
 * A state of the application's flags that can be kept, sent and opened again: by
 * a test, a story, a link, or the one who looks into a bug.
 */
export interface Scenario {
  /** The format. */
  readonly version: 1
  /** One line that people know it by. */
  readonly name: string
  /** What is forced, by flag key: a value, a variant, or both. */
  readonly overrides?: Readonly<Record<string, Override>>
  /** Replaces the evaluation context. */
  readonly context?: EvaluationContext
  /** How the overlay looks; everything else ignores it. */
  readonly settings?: Readonly<Record<string, string | boolean>>
  /** How the client stands with its service; a client with a real one ignores it. */
  readonly status?: Extract<SluiceStatusState, (typeof SCENARIO_STATES)[number]>
}

/**
 * Reads a scenario, from wherever it comes.
 *
 * @param data - JSON text, or what was parsed from it; 1,048,576 characters at most
 * @throws SluiceError `INVALID_SCENARIO` with every fault and its place
 */
export function parseScenario(data: unknown): Scenario {
  const faults: Fault[] = []
  const value = typeof data === 'string' ? parseJson(data) : data
  if (!isRecord(value)) throw invalid([faultAt([], 'A scenario is an object.')])
  if (textOf(value).length > LONGEST_SCENARIO)
    throw invalid([faultAt([], `A scenario has ${LONGEST_SCENARIO} characters at most.`)])
  if (depthOf(value) > DEEPEST_VALUE)
    throw invalid([faultAt([], `Values nest no deeper than ${DEEPEST_VALUE}.`)])

  const { version, name, overrides, context, settings, status, ...unknown } = value
  for (const key of Object.keys(unknown)) faults.push(faultAt([key], 'There is no such field.'))
  if (version !== 1)
    faults.push(faultAt(['version'], 'Write 1; another version needs another release of Sluice.'))
  if (typeof name !== 'string' || name.trim() === '')
    faults.push(faultAt(['name'], 'Give it a name.'))
  if (context !== undefined && !isRecord(context))
    faults.push(faultAt(['context'], 'An evaluation context is an object.'))
  if (settings !== undefined && !isRecord(settings))
    faults.push(faultAt(['settings'], 'Settings are an object.'))
  if (status !== undefined && !SCENARIO_STATES.some((state) => state === status))
    faults.push(faultAt(['status'], `Write one of ${SCENARIO_STATES.join(', ')}.`))
  if (overrides !== undefined && !isRecord(overrides))
    faults.push(faultAt(['overrides'], 'Overrides are an object, by flag key.'))
  else
    for (const [key, override] of Object.entries(overrides ?? {}))
      faults.push(...overrideFaults(key, override))
  if (faults.length > 0) throw invalid(faults)
  return value as unknown as Scenario
}

/**
 * Writes a scenario as the text of a file: with stable order and a line end.
 *
 * @throws SluiceError `SCENARIO_TOO_LARGE` or `INVALID_SCENARIO` when it could not be opened again
 */
export function formatScenario(scenario: Scenario): string {
  checkOpens(scenario)
  const { version, name, overrides, context, settings, status } = scenario
  const ordered = { version, name, overrides, context, settings, status }
  const text = `${JSON.stringify(ordered, null, 2)}\n`
  checkLength(name, text)
  return text
}

/**
 * Refuses to save what could not be opened again.
 *
 * @throws SluiceError `SCENARIO_TOO_LARGE` or `INVALID_SCENARIO`
 */
export function checkOpens(scenario: Scenario): void {
  checkLength(scenario.name, textOf(scenario))
  parseScenario(scenario)
}

function checkLength(name: string, { length }: string): void {
  if (length <= LONGEST_SCENARIO) return
  throw new SluiceError(
    'SCENARIO_TOO_LARGE',
    `"${name}" takes ${length} characters, and ${LONGEST_SCENARIO} at most can be opened again. Force less at once.`,
  )
}

function overrideFaults(key: string, override: unknown): Fault[] {
  const at = ['overrides', key]
  if (!isRecord(override)) return [faultAt(at, 'An override is an object.')]
  const { value, variant, ...unknown } = override
  const faults = Object.keys(unknown).map((name) => faultAt([...at, name], 'No such field.'))
  if (variant !== undefined && typeof variant !== 'string')
    faults.push(faultAt([...at, 'variant'], 'A variant is a string.'))
  if (value === undefined && variant === undefined)
    faults.push(faultAt(at, 'Give a value, a variant, or both.'))
  return faults
}

function parseJson(text: string): unknown {
  if (text.length > LONGEST_SCENARIO)
    throw invalid([faultAt([], `A scenario has ${LONGEST_SCENARIO} characters at most.`)])
  try {
    // Windows editors begin a file with a mark of its encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw invalid([faultAt([], 'It is not JSON.')], cause)
  }
}

function textOf(value: object): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // It refers to itself, or holds what is no JSON.
    throw invalid([faultAt([], 'JSON cannot carry it.')], cause)
  }
}

/** How deep a value nests, as far as it matters. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value]
  let depth = 0
  while (level.length > 0 && depth <= DEEPEST_VALUE) {
    level = level
      .filter((item): item is object => typeof item === 'object' && item !== null)
      .flatMap((item): unknown[] => Object.values(item) as JsonValue[])
    depth += 1
  }
  return depth
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(faults: Fault[], cause?: unknown): SluiceError {
  const [first] = faults
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  const message = `This is no scenario. ${first?.path}: ${first?.message}${more}`
  return new SluiceError('INVALID_SCENARIO', message, { faults, cause })
}
