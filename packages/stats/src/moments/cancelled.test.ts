import { expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { covariateMomentsOf, mergeCovariateMoments } from '../covariates/covariate.ts'
import { compareRatiosCuped, ratioCovariateMomentsOf } from '../covariates/cuped-ratio.ts'
import { compareMeansCuped } from '../covariates/cuped.ts'
import { compareEstimates } from '../means/welch.ts'
import { mergeRatioMoments, ratioEstimate, ratioMomentsOf } from '../ratios/ratio.ts'
import { leftOf } from './cancelled.ts'

const { below, uniform } = createGenerator(1)
const orders = (n: number) => Array.from({ length: n }, () => 1 + below(9))
const atPrice = (price: number, n: number) => {
  const counts = orders(n)
  return ratioMomentsOf(
    counts.map((count) => count * price),
    counts,
  )
}
const nothing = expect.objectContaining({ category: 'insufficient_data' })

it('refuses ratios that are the same for everybody, whatever is rounded', () => {
  for (const price of [9.99, 0.1, 3, 19.95, 1 / 3, 4.99e6]) {
    for (const n of [5, 200, 3000, 100_000]) {
      for (let run = 0; run < (n > 1000 ? 3 : 40); run++) {
        const [one, other] = [atPrice(price, n), atPrice(price, n)]
        expect(() => compareEstimates(ratioEstimate(one), ratioEstimate(other))).toThrow(nothing)
      }
    }
    const merged = () =>
      ratioEstimate(mergeRatioMoments([7, 30, 400].map((n) => atPrice(price, n))))
    for (let run = 0; run < 40; run++) {
      expect(() => compareEstimates(merged(), merged())).toThrow(nothing)
    }
  }
  const [cheap, dear] = [atPrice(9.99, 200), atPrice(10.49, 200)]
  expect(() => compareEstimates(ratioEstimate(cheap), ratioEstimate(dear))).toThrow(nothing)
})

it('refuses means, and ratios, that a covariate says all of', () => {
  const of = (value: (x: number) => number, n: number) => {
    const before = Array.from({ length: n }, () => 100 * uniform())
    return covariateMomentsOf(before.map(value), before)
  }
  for (const value of [(x: number) => 3 * x + 1, (x: number) => x / 3, (x: number) => 0.1 * x]) {
    for (let run = 0; run < 40; run++) {
      expect(() => compareMeansCuped(of(value, 200), of(value, 200))).toThrow(nothing)
      const merged = () => mergeCovariateMoments([of(value, 20), of(value, 300)])
      expect(() => compareMeansCuped(merged(), merged())).toThrow(nothing)
    }
  }
  const ratio = () => {
    const counts = orders(200)
    return ratioCovariateMomentsOf(
      counts.map((count) => count * 9.99),
      counts,
      counts.map(() => uniform()),
    )
  }
  for (let run = 0; run < 40; run++) {
    expect(() => compareRatiosCuped(ratio(), ratio())).toThrow(nothing)
  }
})

it('keeps a spread that is small, and is there', () => {
  // One order in ten costs a ten-thousandth more.
  const near = () => {
    const counts = orders(200)
    return ratioMomentsOf(
      counts.map((count) => count * (9.99 + (below(10) === 0 ? 0.001 : 0))),
      counts,
    )
  }
  const { p, standardError } = compareEstimates(ratioEstimate(near()), ratioEstimate(near()))
  expect(p).toBeLessThan(1)
  expect(standardError).toBeGreaterThan(1e-5)
  expect(leftOf([1, -2, 1 + 1e-12], 100)).toBeCloseTo(1e-12, 15)
  expect(leftOf([1, -2, 1 + 1e-16], 2)).toBe(0)
  expect(leftOf([1, -2, 1 - 1e-12], 2)).toBe(0)
  // In whatever unit: a millionth of a currency's smallest coin, or all the money there is.
  for (const unit of [1e-30, 1e30]) {
    expect(leftOf([unit, -2 * unit, unit * (1 + 1e-12)], 100) / unit).toBeCloseTo(1e-12, 15)
    expect(leftOf([unit, -2 * unit, unit * (1 + 4e-16)], 2)).toBe(0)
  }
  expect(leftOf([Infinity, -1], 2)).toBe(Infinity)
  expect(leftOf([Infinity, -Infinity], 2)).toBe(Infinity)
  expect(leftOf([NaN, 1], 2)).toBeNaN()
})
