import { expect, it } from 'vitest'
import {
  checkCount,
  checkFinite,
  checkNonNegative,
  checkNumber,
  checkOpenShare,
  checkPositive,
  checkPriorUnits,
  checkShare,
  checkShares,
} from './check.ts'

const words = [undefined, null, '1', {}] as unknown as number[]

it.each([
  ['checkFinite', checkFinite, [0, -1e308], [NaN, Infinity, -Infinity]],
  ['checkCount', checkCount, [0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, NaN, Infinity]],
  ['checkOpenShare', checkOpenShare, [1e-300, 0.5, 1 - 1e-16], [0, 1, -0.1, 1.1, NaN]],
  ['checkShare', checkShare, [0, 0.5, 1], [-1e-9, 1 + 1e-9, NaN, -Infinity, Infinity]],
  ['checkPositive', checkPositive, [1e-300, 1, 1e308], [0, -1, NaN, Infinity]],
  ['checkNonNegative', checkNonNegative, [0, 1, 1e308], [-1e-300, NaN, Infinity]],
  ['checkNumber', checkNumber, [0, Infinity, -Infinity], [NaN]],
  ['checkPriorUnits', checkPriorUnits, [1e-3, 1, 1e15], [9.9e-4, 1.01e15, 0, -1, NaN, Infinity]],
] as const)('%s takes what can be, and names the rest', (_name, check, good, bad) => {
  for (const value of good) expect(() => check('it', value)).not.toThrow()
  for (const value of [...bad, ...words]) {
    expect(() => check('it', value)).toThrow(
      expect.objectContaining({
        category: 'invalid_input',
        message: expect.stringMatching(/^it is/),
      }),
    )
  }
})

it('needs more data where a count is too small', () => {
  expect(() => checkCount('it', 1, 2)).toThrow(
    expect.objectContaining({
      category: 'insufficient_data',
      message: 'it is 1. At least 2 are needed.',
    }),
  )
  expect(() => checkCount('it', 2, 2)).not.toThrow()
})

it('takes shares that sum to 1 but for rounding', () => {
  expect(() => checkShares('them', [0.1, 0.2, 0.7])).not.toThrow()
  expect(() => checkShares('them', [0.5, 0.5 + 9e-10])).not.toThrow()
  expect(() => checkShares('them', [0.5, 0.5 - 9e-10])).not.toThrow()
  expect(() => checkShares('them', [0.5, 0.5 + 1.2e-9])).toThrow('them sum to 1.0000000012')
  expect(() => checkShares('them', [0.5, 0.5 - 1.2e-9])).toThrow('them sum to 0.9999999988')
  expect(() => checkShares('them', [1.5, -0.5])).toThrow('them[0] is 1.5')
  expect(() => checkShares('them', [-0.2, 0.6, 0.6])).toThrow('them[0] is -0.2')
  expect(() => checkShares('them', [NaN])).toThrow('them[0] is NaN')
  // Each of these would pass for a whole.
  expect(() => checkShares('them', ['1'] as never)).toThrow('them[0] is "1"')
  expect(() => checkShares('them', [true] as never)).toThrow('them[0] is true')
})
