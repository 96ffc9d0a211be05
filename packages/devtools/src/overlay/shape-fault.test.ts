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
