import { parseScenario, SCENARIO_STATES, type Scenario } from '@sluice/client/scenarios'
import { SluiceError, type EvaluationContext } from '@sluice/core'
import { GLOBALS } from '../ids.ts'
import { STORY_STATES, type Given, type StoryState } from '../report/report.ts'
import { fromPayload, toPayload } from '../scenarios/payload.ts'
import { isRecord } from './parameters.ts'

/** What somebody chose: a scenario, and two states that no scenario has. */
export interface Choices {
  readonly overrides: Readonly<Record<string, Given>>
  readonly context?: EvaluationContext | undefined
  readonly state?: StoryState | undefined
  /** The scenario of the repository that all this comes from. */
  readonly scenario?: string | undefined
}

/** The choices for a story, and what could not be read of them. */
export interface ReadChoices {
  readonly everywhere: Choices
  readonly here: Choices
  readonly faults: readonly string[]
}

const NOTHING: Choices = { overrides: {} }
const NAME = 'Chosen in Storybook'

/** Reads the choices that stand in the address. */
export function readChoices(
  globals: Readonly<Record<string, unknown>>,
  story: string,
): ReadChoices {
  const faults: string[] = []
  const read = (given: unknown): Choices => {
    const result = choicesOf(given)
    if (typeof result !== 'string') return result
    faults.push(result)
    return NOTHING
  }
  const here = globals[GLOBALS.here]
  return {
    everywhere: read(globals[GLOBALS.everywhere]),
    // A mode or a cell says it of whatever story is open.
    here: read(isRecord(here) && !('version' in here) ? here[story] : here),
    faults,
  }
}

/** Tells whether somebody chose how a story is drawn. A mode of a visual test is nobody's choice. */
export function hasChoices(globals: Readonly<Record<string, unknown>>, story: string): boolean {
  const isMode = typeof globals[GLOBALS.here] === 'string'
  const { everywhere, here } = readChoices(globals, story)
  return writeChoices(everywhere) !== '' || (!isMode && writeChoices(here) !== '')
}

/** Writes choices as they stand in the address; empty where nothing is chosen. */
export function writeChoices({ overrides, context, state, scenario }: Choices): string {
  const isNothing =
    Object.keys(overrides).length === 0 && context === undefined && state === undefined
  if (isNothing) return ''
  return toPayload({
    version: 1,
    name: scenario ?? NAME,
    ...(Object.keys(overrides).length > 0 && { overrides }),
    ...(context && { context }),
    ...(state && { status: state }),
  })
}

/** Writes a scenario as it stands in the address. */
export function scenarioPayload(scenario: Scenario): string {
  return toPayload(scenario)
}

/** @returns a sentence when they cannot be read */
function choicesOf(given: unknown): Choices | string {
  if (given === undefined || given === '' || given === null) return NOTHING
  const data = typeof given === 'string' ? fromPayload(given) : given
  if (!isRecord(data))
    return 'The choices in the address are cut off or changed. Ask for the link again; until then the story is as it is.'
  const { status, ...rest } = data
  const isOurs = STORY_STATES.some((state) => state === status)
  const isScenarios = SCENARIO_STATES.some((state) => state === status)
  try {
    const {
      overrides = {},
      context,
      name,
    } = parseScenario({
      ...rest,
      ...(status !== undefined && (isScenarios || !isOurs) && { status }),
    })
    return {
      overrides,
      context,
      state: isOurs ? (status as StoryState) : undefined,
      scenario: name === NAME ? undefined : name,
    }
  } catch (error) {
    const why = error instanceof SluiceError ? error.message : String(error)
    return `The choices in the address cannot be used. ${why}`
  }
}
