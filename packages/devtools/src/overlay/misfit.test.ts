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

it('tells an object from a list by the values that a flag has', () => {
  expect(misfit('object', { a: 1 }, [[1, 2], [3]])).toBe('it is of the type list, and not object.')
  expect(misfit('object', [1], [{ a: 1 }])).toBe('it is of the type object, and not list.')
  expect(misfit('object', 'text', [[1]])).toBe('it is of the type list, and not string.')
  expect(misfit('object', [1], [{ a: 1 }, [3]])).toBeUndefined()
  expect(misfit('object', { a: 1 }, [undefined, { b: 1 }])).toBeUndefined()
  expect(misfit('object', { a: 1 }, [])).toBeUndefined()
  expect(misfit('object', [1], [undefined])).toBe('it is of the type object, and not list.')
})
