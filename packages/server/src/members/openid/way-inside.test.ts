import { expect, it } from 'vitest'
import { wayInside } from './way-inside.ts'

it.each(['/', '/environments/development/flags/new-checkout?x=1', '/a?next=//b#c'])(
  'goes to %s',
  (way) => {
    expect(wayInside(way)).toBe(way)
  },
)

it.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  'evil.example',
  '\\\\evil.example',
  ' //evil.example',
  '',
])('goes nowhere for %j', (way) => {
  expect(wayInside(way)).toBeUndefined()
})

it('writes what a header cannot carry', () => {
  expect(wayInside('/a b\r\nSet-Cookie: x=1')).toBe('/a%20bSet-Cookie:%20x=1')
})
