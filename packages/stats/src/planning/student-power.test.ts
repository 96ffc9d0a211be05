import { expect, it } from 'vitest'
import { powerOfStudent } from './student-power.ts'

// mpmath with 25 digits: its quadrature, split around both the step and the deviation.
it.each([
  [10, 2, 0.001, 0.09602222162311093],
  [50, 2, 1e-4, 0.2212673629097769],
  [50, 3, 1e-6, 0.06877870879756966],
  [1000, 2, 1e-9, 0.000999501165126008],
  [3, 4, 0.001, 0.037452571799487],
  [12, 10, 1e-6, 0.7589760924315783],
  [4, 40, 0.001, 0.6696173798806213],
  [3.5, 5000, 0.001, 0.5822209446720209],
  [5, 2, 0.05, 0.7191805363914978],
])('matches mpmath at a drift of %d, with %d degrees of freedom and alpha %d', (...given) => {
  const [drift, df, alpha, power] = given
  for (const sign of [-1, 1]) {
    expect(powerOfStudent(sign * drift, df, alpha, 'two_sided') / power).toBeCloseTo(1, 10)
  }
})

it('is alpha without an effect, at any alpha, and comes to an end for any effect', () => {
  for (const alpha of [1e-300, 1e-9, 0.05, 0.5, 0.9]) {
    for (const df of [2, 3, 30, 1e6]) {
      for (const side of ['greater', 'less', 'two_sided'] as const) {
        expect(powerOfStudent(0, df, alpha, side) / alpha).toBeCloseTo(1, 9)
      }
    }
  }
  expect(powerOfStudent(1e200, 2, 1e-300, 'two_sided')).toBeCloseTo(1, 12)
  // Of two degrees of freedom, the squared deviation is exponential: 1 - exp(-1).
  expect(powerOfStudent(1e150, 2, 1e-300, 'two_sided')).toBeCloseTo(1 - Math.exp(-1), 9)
})
