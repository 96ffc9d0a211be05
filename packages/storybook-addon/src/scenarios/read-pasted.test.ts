import { formatScenario, scenarioLink, type Scenario } from '@sluice/client/scenarios'
import { expect, it } from 'vitest'
import { fromPayload } from './payload.ts'
import { readPasted } from './read-pasted.ts'

const scenario: Scenario = {
  version: 1,
  name: 'Far away',
  overrides: { 'free-delivery-from': { variant: 'far' } },
  context: { country: 'NO' },
  status: 'stale',
}

it('reads the link of the overlay, and its JSON', () => {
  for (const text of [scenarioLink(scenario, 'https://shop.example/'), formatScenario(scenario)]) {
    const { payload = '', said } = readPasted(text)
    expect(fromPayload(payload)).toEqual(scenario)
    expect(said).toBe(
      '"Far away" is open, with free-delivery-from and a context and the state stale.',
    )
  }
})

it('says of what it refuses why, and what to do', () => {
  const large = { ...scenario, overrides: { words: { value: 'x'.repeat(9000) } } }
  expect(readPasted(JSON.stringify(large)).said).toContain('ends in .scenario.json')
  expect(readPasted('https://shop.example/').said).toContain('Copy the whole link.')
  expect(readPasted('{"version":2}').said).toContain('Write 1')
})
