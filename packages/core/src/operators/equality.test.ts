import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

it('compares scalars of one type, without conversion', () => {
  expect(truthOf('equals', ['1'], '1')).toBe('true')
  expect(truthOf('equals', [1], 2)).toBe('false')
  expect(truthOf('equals', [0], -0)).toBe('true')
  expect(truthOf('equals', [true], false)).toBe('false')
})

it('is unknown for an attribute that has the type of no operand', () => {
  expect(truthOf('equals', ['1'], 1)).toBe('unknown')
  expect(truthOf('not_equals', ['1'], 1)).toBe('unknown')
  expect(truthOf('in', ['1', true], 1)).toBe('unknown')
  expect(truthOf('not_in', ['1', true], 1)).toBe('unknown')
  expect(truthOf('in', ['1', 2], 1)).toBe('false')
})

it.each([null, undefined, {}, ['DE'], Number.NaN])('never opens for %j', (seen) => {
  expect(truthOf('equals', ['DE'], seen)).toBe('unknown')
  expect(truthOf('not_in', ['DE', 'FR'], seen)).toBe('unknown')
})

it('finds one of many as it finds one of few', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `id-${index}`)
  for (const values of [many, many.slice(0, 3)]) {
    expect(truthOf('in', values, 'id-2')).toBe('true')
    expect(truthOf('not_in', values, 'id-2')).toBe('false')
    expect(truthOf('in', values, 'id-1000')).toBe('false')
  }
})
