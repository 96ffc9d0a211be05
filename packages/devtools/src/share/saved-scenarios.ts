import { parseScenario, type Scenario } from '@sluice/client/scenarios'
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

/** Saves a scenario; another one of its name is replaced. @returns whether the browser took it */
export function saveNamed(list: readonly Scenario[], scenario: Scenario): boolean {
  const others = list.filter(({ name }) => name !== scenario.name)
  return keep('scenarios', { list: [scenario, ...others].slice(0, MOST_SAVED) })
}

/** Forgets the scenario of a name. */
export function forgetNamed(list: readonly Scenario[], forgotten: string): void {
  keep('scenarios', { list: list.filter(({ name }) => name !== forgotten) })
}
