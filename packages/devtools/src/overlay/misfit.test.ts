import { expect, it } from 'vitest'
import { misfit } from './misfit.ts'

it.each([
  ['number', '1e999'],
  ['object', '{"limits":{"most":[1,-1e999]}}'],
  ['unknown', '1e999'],
])('refuses for a flag of the type %s what nobody can keep: %s', (type, json) => {
  expect(misfit(type, JSON.parse(json), [])).toBe('it has a number that is larger than one can be.')
})

it('takes the largest number that there is', () => {
  expect(misfit('number', Number.MAX_VALUE, [])).toBeUndefined()
})
