import { expect, it } from 'vitest'
import { binomialLowerTail, binomialQuantile } from './binomial.ts'

it("is reached by what lacks no more than R's 64 last digits of the share", () => {
  const half = binomialLowerTail(0, 1, 0.5)
  expect(binomialQuantile(half * (1 + 56 * Number.EPSILON), 1, 0.5)).toBe(0)
  expect(binomialQuantile(half * (1 + 80 * Number.EPSILON), 1, 0.5)).toBe(1)
})
