import { scenarioFromText } from '@sluice/client/scenarios'
import { toPayload } from './payload.ts'

// All that is chosen stands in the address, which servers cut off beyond that.
const LONGEST_PAYLOAD = 8_192

/** What was pasted: as it stands in the address, with a sentence; or why it is refused. */
export type Pasted =
  | { readonly payload: string; readonly said: string }
  | { readonly payload?: undefined; readonly said: string }

/** Reads what somebody brings from the overlay: its link, or its JSON. */
export function readPasted(text: string): Pasted {
  try {
    const scenario = scenarioFromText(text)
    const payload = toPayload(scenario)
    if (payload.length > LONGEST_PAYLOAD)
      return {
        said: `"${scenario.name}" takes ${payload.length} characters, an address of Storybook ${LONGEST_PAYLOAD}. Save it in the repository, as a file that ends in .scenario.json.`,
      }
    const keys = Object.keys(scenario.overrides ?? {})
    const parts = [
      keys.length === 0 ? 'no flag' : keys.join(', '),
      ...(scenario.context ? ['a context'] : []),
      ...(scenario.status ? [`the state ${scenario.status}`] : []),
    ]
    return { payload, said: `"${scenario.name}" is open, with ${parts.join(' and ')}.` }
  } catch (error) {
    return { said: error instanceof Error ? error.message : String(error) }
  }
}
