import { expect, it } from 'vitest'
import { contextFaults } from './check-context.ts'

const manifest = {
  attributes: {
    country: { type: 'string' },
    visits: { type: 'number' },
    isStaff: { type: 'boolean' },
    app: { type: 'semver' },
    plans: { type: 'list' },
    since: { type: 'date' },
    toString: { type: 'string' },
  },
}
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

it('takes whom an app would set', () => {
  const context = {
    targetingKey: 'ada',
    anonymousKey: 'k-1',
    country: 'NO',
    visits: 7.5,
    isStaff: true,
    app: '2.1.0',
    plans: ['a', 'b'],
    since: 1_767_225_600_000,
    constructor: 'Ferrari',
    undeclared: { a: [{ b: null }] },
  }
  expect(contextFaults(context, manifest)).toEqual([])
  expect(contextFaults({}, undefined)).toEqual([])
  expect(contextFaults({ ...context, country: null }, manifest)).toEqual([])
  expect(contextFaults({ deep: nested(8) }, manifest)).toEqual([])
})

it.each<[string, unknown, string]>([
  ['a list', ['ada'], 'it is list, and not an object.'],
  ['nothing', null, 'it is null, and not an object.'],
  ['a name of all objects', JSON.parse('{"__proto__":1}'), '"__proto__" has a name that'],
  ['one inside', { a: [JSON.parse('{"__proto__":1}')] }, '"a" holds a name that'],
  ['the way to it', { constructor: { prototype: 1 } }, '"constructor" holds a name that'],
  ['no name', { ' ': 1 }, '" " has no name.'],
  ['a long name', { ['n'.repeat(200)]: 1 }, 'has a name of more than 128 characters.'],
  ['no number', { visits: Number.NaN }, '"visits" holds a number that is too large'],
  ['an infinite number', JSON.parse('{"a":{"b":[-1e999]}}'), '"a" holds a number that'],
  ['lost digits', JSON.parse('{"id":12345678901234567890}'), '"id" holds a number that'],
  ['depth', { deep: nested(9) }, '"deep" nests deeper than 8.'],
  [
    'a key that is a number',
    { targetingKey: 7 },
    '"targetingKey" has to be a string, and is number.',
  ],
  ['an empty key', { anonymousKey: '' }, '"anonymousKey" is empty.'],
  ['another type', { country: 47 }, '"country" is declared as string, and is number.'],
  ['a list for a word', { app: ['2'] }, '"app" is declared as semver, and is list.'],
  ['a word for a list', { plans: 'a' }, '"plans" is declared as list, and is string.'],
  ['much', { note: 'x'.repeat(20_000) }, 'it has 20011 characters as JSON, and 16384 at most'],
])('refuses %s', (_, context, sentence) => {
  expect(contextFaults(context, manifest).join()).toContain(sentence)
})

it('names five faults at most, and cuts what is endless', () => {
  const context = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`${index}${'n'.repeat(100)}`, Infinity]),
  )
  const faults = contextFaults(context, undefined)
  expect(faults).toHaveLength(5)
  expect(faults.every((fault) => fault.length < 130)).toBe(true)
})

it('looks through what nests without end, and through no stack', () => {
  expect(contextFaults({ a: nested(2000) }, undefined)).toEqual([
    'its attribute "a" nests deeper than 8.',
  ])
})
