import { expect, it } from 'vitest'
import { misfit } from './misfit.ts'

const known = [
  { text: 'Hello', size: 1, link: { to: '/', label: 'Go' }, badge: null },
  { text: 'Bye', size: 'large', link: { to: '/a' }, badge: 'new' },
]

it('takes an object whose fields are as those that are known, and fields that nobody knows', () => {
  expect(misfit('object', { text: 'Hi' }, known)).toBeUndefined()
  expect(misfit('object', { more: 5, size: true, badge: null }, known)).toBeUndefined()
  expect(misfit('object', { link: { to: '/b', label: 'x' } }, known)).toBeUndefined()
  expect(misfit('object', { text: 5 }, [])).toBeUndefined()
  expect(misfit('object', { badge: 1 }, [{ badge: null }])).toBeUndefined()
  expect(misfit('object', JSON.parse('{"constructor":1}'), known)).toBeUndefined()
})

it('refuses a field of another kind, also further in', () => {
  expect(misfit('object', { text: 5 }, known)).toBe('its value.text is number, and not string.')
  expect(misfit('object', { text: null }, known)).toBe('its value.text is null, and not string.')
  expect(misfit('object', { link: { to: [] } }, known)).toBe(
    'its value.link.to is list, and not string.',
  )
})
