import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { fewestFor } from '../rates/expected.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

it('reads few events exactly for the alpha that a correction may leave, of 5 % unless another is given', () => {
  const two: AnalysisPlan = {
    ...plan,
    variants: [
      { key: 'control', share: 0.9 },
      { key: 'short', share: 0.1 },
    ],
    primary: ['bought', 'paid'].map((key) => ({
      key,
      kind: 'rate',
      direction: 'higher_is_better',
    })),
    stopping: { kind: 'fixed', units: 10_000 },
  }
  const methodAt = (changed: Partial<AnalysisPlan>): string => {
    // Six events are expected in the tenth that is treated.
    const rates = { control: rate(54, 9000), short: rate(6, 1000) }
    const [row] = analyze(
      { ...two, ...changed },
      { ...data, units: { control: 9000, short: 1000 }, metrics: { bought: rates, paid: rates } },
    ).primary
    if (row === undefined || !('difference' in row)) throw new Error('the row is refused')
    return row.difference.method
  }
  expect(fewestFor(0.05 / 2, 0.1)).toBeGreaterThan(6)
  expect(fewestFor(0.075 / 2, 0.1)).toBeLessThan(6)
  const [exact, score] = [0.05, 0.075].map((alpha) => methodAt({ alpha }))
  expect(exact).not.toBe(score)
  expect(methodAt({})).toBe(exact)
  expect(methodAt({ correction: 'none' })).toBe(score)
})
