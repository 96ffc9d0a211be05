import { expect, it } from 'vitest'
import { fisherExact } from './fisher.ts'
import { logMeldedTail, meldedDifference, meldedRatio } from './melded.ts'

const rate = (successes: number, n: number) => ({ successes, n })
const SAME = { slope: 1, shift: 0 }

it("is Fisher's p on the line of no difference, as Fay, Proschan and Brittain (2015) prove", () => {
  for (const [m, n] of [
    [1, 1],
    [3, 3],
    [5, 9],
    [20, 6],
    [29_700, 300],
  ] as const) {
    for (let c = 0; c <= Math.min(m, 9); c++) {
      for (let t = 0; t <= Math.min(n, 9); t++) {
        const [control, treatment] = [rate(c, m), rate(t, n)]
        const { p } = fisherExact(control, treatment, { side: 'greater' })
        expect(Math.exp(logMeldedTail(control, treatment, SAME)) / p).toBeCloseTo(1, 11)
      }
    }
  }
})

// mpmath, with 40 digits: the control would have to be eight and six standard deviations up.
it.each([
  [1, -0.00128, -43.7613066972494],
  [2, -0.0012, -35.26473423241323],
])(
  'keeps its digits far out, where a line is under 0 for most of the control: %d',
  (t, shift, log) => {
    expect(logMeldedTail(rate(1000, 1e6), rate(t, 100), { slope: 1, shift })).toBeCloseTo(log, 10)
  },
)

it('has bounds on either side of which the tail is larger, and smaller, for any tail', () => {
  const [control, treatment] = [rate(3, 60), rate(9, 20)]
  for (const tail of [1e-9, 0.01, 0.3, 0.6, 0.95]) {
    const difference = meldedDifference(control, treatment, tail)
    const ratio = meldedRatio(control, treatment, tail)
    const at = (slope: number, shift: number): number =>
      Math.exp(logMeldedTail(control, treatment, { slope, shift })) / tail
    expect(at(1, difference)).toBeCloseTo(1, 9)
    expect(at(ratio, 0)).toBeCloseTo(1, 9)
  }
})
