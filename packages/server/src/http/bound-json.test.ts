import { SluiceError } from '@sluice/core'
import { expect, it } from 'vitest'
import { boundJson } from './bound-json.ts'

function refusal(text: string, mostValues: number): string | undefined {
  try {
    boundJson(text, mostValues)
    return undefined
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
}

// Itself, and what is in it.
it.each([
  ['[10,20,30]', 4],
  ['{"a":10,"b":{"c":20}}', 4],
  ['[[[[[]]]]]', 6],
  ['["a,b","[{","\\",[",","\\\\"]', 5],
])('counts the values of %s', (text, values) => {
  expect(refusal(text, values)).toBeUndefined()
  expect(refusal(text, values - 1)).toBe('JSON_TOO_MANY_VALUES')
})

it('finds what is deep before it is parsed', () => {
  expect(refusal('['.repeat(100), 90)).toBe('JSON_TOO_DEEP')
  expect(refusal(`[${'[],'.repeat(80)}1]`, 200)).toBeUndefined()
})

it('takes an end in the middle of a text', () => {
  expect(refusal('["abcdefghijk', 4)).toBeUndefined()
})
