import { formatScenario, parseScenario, type Scenario } from '@sluice/client/scenarios'
import { keep } from '../overlay/keep.ts'
import { recall } from '../overlay/memory.ts'

const MOST_SAVED = 50

/** Reads the scenarios that were saved in this browser; one that is broken is left out, and told of. */
export function savedScenarios(refuse: (sentence: string) => void): readonly Scenario[] {
  const { list } = recall('scenarios', refuse)
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => {
    try {
      return [parseScenario(item)]
    } catch (error) {
      refuse(`A saved scenario was left out. ${(error as Error).message}`)
      return []
    }
  })
}

/**
 * Writes a scenario as a text that can be opened again.
 *
 * @throws with a sentence where there is none
 */
export function openable(scenario: Scenario): string {
  const text = formatScenario(scenario)
  parseScenario(text)
  return text
}

/**
 * Saves a scenario; another one of its name is replaced.
 *
 * @throws with a sentence where it is not kept
 */
export function saveNamed(list: readonly Scenario[], scenario: Scenario): void {
  openable(scenario)
  const others = list.filter(({ name }) => name !== scenario.name)
  if (others.length >= MOST_SAVED) throw new Error(`${MOST_SAVED} are kept already: forget one.`)
  if (!keep('scenarios', { list: [scenario, ...others] }))
    throw new Error('This browser keeps nothing for the page, or has no room left.')
}

/** Forgets the scenario of a name. */
export function forgetNamed(list: readonly Scenario[], forgotten: string): void {
  keep('scenarios', { list: list.filter(({ name }) => name !== forgotten) })
}
