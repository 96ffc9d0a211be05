import { expect, it } from 'vitest'
import { re2Engine } from './regex.ts'

it('finds a pattern anywhere unless it is anchored', () => {
  expect(re2Engine('b+c')('abbc!')).toBe(true)
  expect(re2Engine('^b+c$')('abbc!')).toBe(false)
  expect(re2Engine('(?i)ÄPFEL')('zwei äpfel')).toBe(true)
})

it.each(['(a+)+$', '(a|a)+b', '(.*)*x', '(a{1,30}){1,30}c'])(
  'answers %s in time linear in the text',
  (pattern) => {
    const matches = re2Engine(pattern)
    // A backtracking engine would not come back in a lifetime.
    expect(matches(`${'a'.repeat(4000)}!`)).toBe(false)
  },
)

it('looks at the first 4,096 characters of a text', () => {
  const matches = re2Engine('x')
  expect(matches(`${'a'.repeat(4095)}x`)).toBe(true)
  expect(matches(`${'a'.repeat(4096)}x`)).toBe(false)
})

it.each([
  ['(?=a)', /not an RE2 expression.*lookaround/],
  ['(?<=a)b', /not an RE2 expression/],
  ['(a)\\1', /not an RE2 expression/],
  ['[a', /not an RE2 expression/],
  ['a{1000}{1000}', /not an RE2 expression/],
  ['a'.repeat(1001), /at most 1000 characters, this one has 1001/],
])('refuses %s', (pattern, message) => {
  expect(() => re2Engine(pattern)).toThrow(
    expect.objectContaining({ code: 'INVALID_PATTERN', message: expect.stringMatching(message) }),
  )
})
