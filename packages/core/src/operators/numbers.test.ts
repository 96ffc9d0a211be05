import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

it.each([
  ['lt', 'true', 'false', 'false'],
  ['lte', 'true', 'true', 'false'],
  ['gt', 'false', 'false', 'true'],
  ['gte', 'false', 'true', 'true'],
])('%s is %s below, %s at and %s above the operand', (op, below, at, above) => {
  expect(truthOf(op, [18], 17.5)).toBe(below)
  expect(truthOf(op, [18], 18)).toBe(at)
  expect(truthOf(op, [18], Infinity)).toBe(above)
})

it('includes both ends of a span', () => {
  expect(truthOf('between', [-1, 1], -1)).toBe('true')
  expect(truthOf('between', [-1, 1], 1)).toBe('true')
  expect(truthOf('between', [-1, 1], 1.01)).toBe('false')
})

it.each(['lt', 'lte', 'gt', 'gte'])('%s is unknown for what is no number', (op) => {
  for (const seen of ['18', Number.NaN, true, null, undefined, [18], 18n]) {
    expect(truthOf(op, [18], seen)).toBe('unknown')
    expect(truthOf('between', [1, 2], seen)).toBe('unknown')
  }
})
