import { expect, it } from 'vitest'
import { variantOf } from './variant-of.ts'

it.each([['a'], [false], [null], [3], [['x']], [{ rows: 2 }]])(
  'takes %j for the value of a variant',
  (value) => {
    expect(variantOf(value)).toEqual({ value })
  },
)

it('takes a variant in its long form as it is', () => {
  const written = { value: { value: 1 }, title: 'One' }
  expect(variantOf(written)).toEqual(written)
})
