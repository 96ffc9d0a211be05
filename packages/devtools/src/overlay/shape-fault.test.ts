import { expect, it } from 'vitest'
import { shapeFault } from './shape-fault.ts'

const known = [
  { text: 'Hello', size: 1, link: { to: '/', label: 'Go' }, badge: null },
  { text: 'Bye', size: 'large', link: { to: '/a' }, badge: 'new' },
]

it('takes an object whose fields are as those that are known, and fields that nobody knows', () => {
  expect(shapeFault({ text: 'Hi' }, known)).toBeUndefined()
  expect(shapeFault({ more: 5, size: true, badge: null }, known)).toBeUndefined()
  expect(shapeFault({ link: { to: '/b', label: 'x' } }, known)).toBeUndefined()
  expect(shapeFault({ text: 5 }, [])).toBeUndefined()
  expect(shapeFault({ badge: 1 }, [{ badge: null }])).toBeUndefined()
  expect(shapeFault(JSON.parse('{"constructor":1}'), known)).toBeUndefined()
})

it('refuses a field of another kind, also further in', () => {
  expect(shapeFault({ text: 5 }, known)).toBe('its value.text is number, and not string.')
  expect(shapeFault({ text: null }, known)).toBe('its value.text is null, and not string.')
  expect(shapeFault({ link: { to: [] } }, known)).toBe('its value.link.to is list, and not string.')
})

it('compares the elements of a list with all that are known, also further in', () => {
  const lists = [[{ id: 1, tags: ['a'] }], [{ id: 2 }, { id: 3 }]]
  expect(shapeFault([{ id: 4, tags: ['b', 'c'] }, { id: 5 }], lists)).toBeUndefined()
  expect(shapeFault([], lists)).toBeUndefined()
  expect(shapeFault(['a', 1], [[1, 'b']])).toBeUndefined()
  expect(shapeFault([1, 'a'], [[1, 2], [3]])).toBe('its value[1] is string, and not number.')
  expect(shapeFault([{ id: 'x' }], lists)).toBe('its value[0].id is string, and not number.')
  expect(shapeFault([{ tags: [5] }], lists)).toBe('its value[0].tags[0] is number, and not string.')
})
