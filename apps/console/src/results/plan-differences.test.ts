import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { differencesOf } from './plan-differences.ts'

it('leaves the end of the sentence to the list that they stand in', () => {
  const message = 'The rule was edited while it ran.'
  const grey = [{ code: 'EDITED_WHILE_RUNNING', message }]
  const results = { verdict: { grey }, analysis: { planChanges: [] } } as unknown as Results
  expect(differencesOf(results)).toEqual(['The rule was edited while it ran'])
  expect(differencesOf({ ...results, differs: ['alpha 0.1 instead of 0.05'] })).toEqual([
    'alpha 0.1 instead of 0.05',
    'The rule was edited while it ran',
  ])
})
