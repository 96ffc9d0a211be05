import { describe, expect, it } from 'vitest'
import type { Beta } from './logit-beta.ts'
import { massesOf, shiftedLogit, tailsAt } from './logit-beta.ts'

/** All of a distribution, and the mean of its shares over what it is. */
function sumsOf(beta: Beta): readonly [all: number, mean: number] {
  let [all, mean] = [0, 0]
  for (const [logit, mass] of massesOf(beta, beta, 0)) {
    all += mass
    mean += mass / (1 + Math.exp(-logit))
  }
  return [all, (mean * (beta.a + beta.b)) / beta.a]
}

describe('masses', () => {
  it.each([
    [1, 1],
    [0.5, 2],
    [0.001, 0.001],
    [300, 5],
    [1e6, 2e6],
    [1e12, 3],
  ])('are all of a distribution with shapes of %d and %d, and have its mean', (a, b) => {
    for (const sum of sumsOf({ a, b })) expect(Math.abs(sum - 1)).toBeLessThan(2e-13)
  })

  it('are all but for 11 digits where one end falls slowly and the other one quickly', () => {
    for (const sum of sumsOf({ a: 50.001, b: 0.001 })) expect(Math.abs(sum - 1)).toBeLessThan(2e-11)
  })
})

it('has the tails of what no double reaches, by the leading power', () => {
  // x^a / (a B(a, b)) at a logit of -700 by mpmath, and the same of the other end.
  const beta = { a: 0.001, b: 0.003 }
  const low = tailsAt(beta, -700)
  expect(low.lower).toBeCloseTo(0.372440810405914, 12)
  expect(low.upper).toBeCloseTo(1 - 0.372440810405914, 12)
  const high = tailsAt(beta, 700)
  expect(high.upper).toBeCloseTo(0.0306142576980166, 12)
  expect(high.lower).toBeCloseTo(1 - 0.0306142576980166, 12)
})

it('shifts a share by a difference, and out of all shares', () => {
  expect(shiftedLogit(0, 0.25)).toBeCloseTo(Math.log(3), 14)
  expect(shiftedLogit(0, -0.25)).toBeCloseTo(-Math.log(3), 14)
  expect(shiftedLogit(1, 0)).toBe(1)
  expect([shiftedLogit(0, 0.5), shiftedLogit(0, -0.5)]).toEqual([Infinity, -Infinity])
})
