import { parseScenario, scenarioFromText, type Scenario } from '@sluice/client/scenarios'
import { SluiceError } from '@sluice/core'

const TODO =
  'Give the scenario of this test as an object, as the text of its file, or as the link that the overlay copies.'

/**
 * Reads the scenario of a test.
 *
 * @throws SluiceError `INVALID_SCENARIO`
 */
export function readScenario(given: Scenario | string): Scenario {
  try {
    return typeof given === 'string' ? scenarioFromText(given) : parseScenario(given)
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause
    const { code, message, faults } = cause
    throw new SluiceError(code, `${message} ${TODO}`, { cause, faults })
  }
}
