import { expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
}

const measured = (successes: number, units = 10_000) =>
  ({
    units: { control: 10_000, short: units },
    metrics: {
      bought: {
        control: { kind: 'rate', successes: 1000, n: 10_000 },
        short: { kind: 'rate', successes, n: units },
      },
    },
  }) as const

it.each([
  [1200, 'ship'],
  [1010, 'inconclusive'],
  [850, 'roll_back'],
])('decides on %d instead of 1000 buyers: %s', (successes, decision) => {
  expect(analyze(plan, measured(successes)).verdict.decision).toBe(decision)
})

it('cannot tell when units are missing', () => {
  expect(analyze(plan, measured(1200, 9000)).verdict.decision).toBe('cannot_tell')
})
