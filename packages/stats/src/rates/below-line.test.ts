import { expect, it } from 'vitest'
import { logBelowLine } from './below-line.ts'

/** The bounds of `c` of `m` units and of `t` of `n`. */
const bounds = (c: number, m: number, t: number, n: number) =>
  [
    { a: c + 1, b: m - c },
    { a: t, b: n - t + 1 },
  ] as const

// mpmath with 30 digits: its quadrature of one density times the other distribution, split at
// both bounds.
it.each([
  [0, 2, 11, 3000, 1, -0.3, 0.48488302921899673],
  [3, 10, 944, 1000, 3, 0, 0.6109728793193014],
  [1, 2, 1, 1000, 1, -0.4, 0.8391988051868291],
  [0, 1, 5, 1000, 1, 0.01, 0.9999583675939403],
  [0, 1, 1, 1, 1, 0.5, 0.875],
  [2, 5, 600, 1000, 1, 0.2, 0.6832483726173108],
  [5, 10, 10, 10, 1, -0.1, 0.003954751306672582],
  [0, 1000, 1, 5, 1, -0.001, 0.0018275084219286535],
  [30, 1000, 2, 5, 4, 0, 0.12066759386502016],
  [1, 5, 1000, 1000, 2, 0, 0.18812562187566664],
  [100, 1e6, 1, 2, 1, 0.001, 0.0022007874962331076],
  [0, 1e6, 2, 10, 50_000, 0, 0.1111199572081331],
  [1, 1e12, 1, 2, 1e11 + 1, 0, 0.3400118039843188],
  [1, 1e15, 1, 2, 1e14 + 1, 0, 0.3400118039817408],
  [4, 5, 900_000, 1e6, 1, 0.05, 0.5562964838076782],
  [1, 10, 250_000, 1e6, 0.5, 0, 0.010743198254799588],
  [300, 1000, 5, 5, 0.1, 0, 2.5158629726192224e-8],
  [0, 1, 999_999, 1e6, 1, 0.5, 0.500001999998],
  [5, 10, 1000, 1e6, 1, -0.2, 0.9934638064624867],
])(
  'sums %d of %d and %d of %d up as mpmath does, from line %d and %d',
  (c, m, t, n, slope, shift, p) => {
    const log = logBelowLine(...bounds(c, m, t, n), { slope, shift })
    expect(Math.abs(Math.exp(log) / p - 1)).toBeLessThan(1e-11)
  },
)

it('is the same summed up over the other bound, however unlike both are', () => {
  const counts = [1, 2, 10, 1000, 1e5].flatMap((n) =>
    [0, Math.floor(n / 3), n].map((successes) => ({ successes, n })),
  )
  for (const control of counts) {
    for (const treatment of counts) {
      if (control.successes === control.n || treatment.successes === 0) continue
      const [c, t] = bounds(control.successes, control.n, treatment.successes, treatment.n)
      for (const shift of [-0.3, -0.001, 0, 0.3]) {
        const below = logBelowLine(c, t, { slope: 1, shift })
        // What did not happen, for what did: the control's bound is the treatment's.
        const mirrored = logBelowLine({ a: t.b, b: t.a }, { a: c.b, b: c.a }, { slope: 1, shift })
        if (below === mirrored) continue
        expect(Math.abs(below - mirrored) / Math.max(1, -below / 100)).toBeLessThan(1e-10)
      }
      for (const slope of [0.5, 4]) {
        const below = logBelowLine(c, t, { slope, shift: 0 })
        // The other way about, it is what is left.
        const above = logBelowLine(t, c, { slope: 1 / slope, shift: 0 })
        expect(Math.abs(Math.exp(below) + Math.exp(above) - 1)).toBeLessThan(1e-10)
      }
    }
  }
})

it('keeps its digits next to 1, where all but a few of 1e12 did it', () => {
  const n = 1e12
  const [c, t] = bounds(n - 8, n, n - 3, n)
  for (const shift of [0, 2e-12, -3e-12]) {
    const few = logBelowLine({ a: t.b, b: t.a }, { a: c.b, b: c.a }, { slope: 1, shift })
    expect(logBelowLine(c, t, { slope: 1, shift })).toBeCloseTo(few, 10)
  }
  const sloped = logBelowLine(c, t, { slope: 2, shift: -1 })
  // That twice the control's failures are no more than the treatment's.
  const few = logBelowLine({ a: t.b, b: t.a }, { a: c.b, b: c.a }, { slope: 0.5, shift: 0 })
  expect(sloped).toBeCloseTo(few, 10)
})
