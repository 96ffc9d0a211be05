import { expect, it } from 'vitest'
import { typedEarly } from './early-keys.ts'

it.each([
  ['hero', '-', 'hero-'],
  ['', ' ', ' '],
  ['straß', 'ä', 'straßä'],
  ['a👍', 'Backspace', 'a'],
  ['', 'Backspace', ''],
  ['hero', 'Enter', 'hero'],
  ['hero', 'Escape', 'hero'],
])('makes of %j and the key %j the text %j', (text, key, then) => {
  expect(typedEarly(text, key)).toBe(then)
})
