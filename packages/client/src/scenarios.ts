export { applyScenario, saveScenario } from './scenarios/apply-scenario.ts'
export {
  scenarioFromLink,
  scenarioFromText,
  scenarioLink,
  withoutScenario,
} from './scenarios/links.ts'
export { formatScenario, parseScenario, SCENARIO_STATES } from './scenarios/scenario.ts'
export type { SaveOptions } from './scenarios/apply-scenario.ts'
export type { Scenario } from './scenarios/scenario.ts'
