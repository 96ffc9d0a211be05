import { expect, it } from 'vitest'
import { fewestForOneSide } from '../rates/expected.ts'
import { fewestOf } from './fewest-of.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'

const crashed: GuardrailPlan = {
  key: 'crashed',
  kind: 'rate',
  direction: 'lower_is_better',
  margin: 0.1,
}
const plan: AnalysisPlan = {
  experiment: 'cache',
  hypothesis: 'Pages load sooner.',
  control: 'old',
  variants: [
    { key: 'old', share: 0.99 },
    { key: 'new', share: 0.01 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  guardrails: [crashed],
  stopping: { kind: 'fixed', units: 100_000 },
}

it('asks of a guardrail what its own alpha needs, which is 5 % where it has none', () => {
  // (φ(z)(z² - 1) × 0.98 / (6 × 0.005))² at z of 1.645
  expect(fewestOf(plan, crashed)(0.01)).toBeCloseTo(33, 0)
  expect(fewestOf(plan, crashed)(0.01)).toBe(fewestForOneSide(0.05, 0.01))
  expect(fewestOf(plan, { ...crashed, alpha: 0.025 })(0.01)).toBe(fewestForOneSide(0.025, 0.01))
})
