import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

it('wants one of the operands, or all of them', () => {
  expect(truthOf('includes_any', ['a', 'b'], ['b', 'c'])).toBe('true')
  expect(truthOf('includes_all', ['a', 'b'], ['b', 'c'])).toBe('false')
  expect(truthOf('includes_all', ['a', 'b'], ['b', 'c', 'a'])).toBe('true')
  expect(truthOf('includes_any', ['a', 'b'], [])).toBe('false')
  expect(truthOf('includes_all', ['a'], [])).toBe('false')
})

it('compares without conversion, and passes over what is no scalar', () => {
  expect(truthOf('includes_any', [1, true], ['1', 'true', null, {}, [1]])).toBe('false')
  expect(truthOf('includes_all', [1, true], [true, {}, 1])).toBe('true')
})

it.each(['a', 1, true, null, undefined, { 0: 'a', length: 1 }])('is unknown for %j', (seen) => {
  expect(truthOf('includes_any', ['a'], seen)).toBe('unknown')
  expect(truthOf('includes_all', ['a'], seen)).toBe('unknown')
})
