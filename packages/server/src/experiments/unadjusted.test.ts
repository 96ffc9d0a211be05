import { analyze, type AnalysisData } from '@sluice/stats'
import { expect, it } from 'vitest'
import type { SealedPlan } from './sealed-plan.ts'
import { unadjustedOf } from './unadjusted.ts'

const plan: SealedPlan = {
  experiment: 'words',
  hypothesis: 'x',
  control: 'a',
  variants: [
    { key: 'a', share: 0.5 },
    { key: 'b', share: 0.5 },
  ],
  primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better', test: 'cuped' }],
  stopping: { kind: 'group_sequential', units: 1000, fractions: [0.4, 1] },
  flag: 'cta',
  rule: 'r',
  unit: 'targetingKey',
  weeks: 2,
  covariates: [],
  apart: [],
  definitions: {},
}
const spent = (mean: number) => ({
  kind: 'mean' as const,
  n: 250,
  mean,
  variance: 4,
  covariate: { mean: 1, variance: 2 },
  covariance: 1.5,
})

it('is read at the look that units which have lived it have reached, as the adjusted is', () => {
  const data: AnalysisData = {
    units: { a: 600, b: 600 },
    lived: { a: 250, b: 250 },
    metrics: { spent: { a: spent(10), b: spent(10.3) } },
    ranMs: 9 * 86_400_000,
  }
  const [adjusted] = analyze(plan, data).primary
  const [plain] = unadjustedOf(plan, data)
  const alphaOf = (row: typeof plain) =>
    row !== undefined && 'difference' in row ? row.difference.settings['alpha'] : undefined
  expect(alphaOf(plain)).toBeLessThan(0.01)
  expect(alphaOf(plain)).toBe(alphaOf(adjusted))
})
