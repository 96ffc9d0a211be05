import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const plan: AnalysisPlan = {
  experiment: 'cache',
  hypothesis: 'Pages load sooner.',
  control: 'old',
  variants: [
    { key: 'old', share: 0.5 },
    { key: 'new', share: 0.5 },
  ],
  primary: [{ key: 'visits', kind: 'mean', direction: 'higher_is_better' }],
  guardrails: [{ key: 'load', kind: 'mean', direction: 'lower_is_better', margin: 0.2 }],
  stopping: { kind: 'fixed', units: 2000 },
}
const n = 1000
const mean = (value: number, error: number) =>
  ({ kind: 'mean', n, mean: value, variance: error * error * n }) as const
const of = (error: number, old: number, fresh: number): AnalysisData => ({
  units: { old: n, new: n },
  metrics: {
    visits: { old: mean(old, error), new: mean(fresh, error) },
    load: { old: mean(old, error), new: mean(fresh, error) },
  },
})

it('passes a guardrail that is worse by its margin in one of twenty, however noisy the control', () => {
  const { uniform } = createGenerator(3)
  const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
  for (const error of [0.1, 0.3]) {
    let passed = 0
    const runs = 1500
    for (let run = 0; run < runs; run++) {
      const data = of(error, 1 + error * normal(), 1.2 + error * normal())
      const [row] = analyze(plan, data).guardrails
      if (row !== undefined && 'finding' in row && row.finding === 'within_margin') passed++
    }
    expect(passed / runs).toBeGreaterThan(0.03)
    expect(passed / runs).toBeLessThan(0.07)
  }
})

describe('the lift over a noisy control', () => {
  const liftOf = (error: number) => {
    const [row] = analyze(plan, of(error, 10, 12)).primary
    if (row === undefined || 'refused' in row) throw new Error('not compared')
    return row.lift
  }

  it('is by delta while the control is steady, by Fieller when it is not, and then none', () => {
    expect(liftOf(1)).toMatchObject({ method: 'lift_delta' })
    expect(liftOf(1.01)).toMatchObject({ method: 'lift_fieller' })
    expect(liftOf(6)).toMatchObject({
      refused: 'insufficient_data',
      message: expect.stringContaining('could be 0') as string,
    })
  })

  it('is as doubtful as the difference when it is by Fieller', () => {
    const [row] = analyze(plan, of(2, 10, 17)).primary
    if (row === undefined || 'refused' in row) throw new Error('not compared')
    const { difference, lift } = row
    expect(lift).toMatchObject({
      method: 'lift_fieller',
      statistic: expect.closeTo(difference.statistic, 12) as number,
      p: expect.closeTo(difference.p, 12) as number,
    })
  })

  it('leaves a guardrail open that nothing is known of', () => {
    expect(analyze(plan, of(7, 10, 12)).guardrails[0]).toMatchObject({
      refused: 'insufficient_data',
    })
    const always = analyze({ ...plan, stopping: { kind: 'always_valid' } }, of(0.1, 10, 13))
    expect(always.guardrails[0]).toMatchObject({ finding: 'harmed' })
  })

  it('has a test against the margin whose interval ends there when p is alpha', () => {
    for (const direction of ['lower_is_better', 'higher_is_better'] as const) {
      const guardrails = [{ ...plan.guardrails![0]!, direction, alpha: 0.03 }]
      const [row] = analyze({ ...plan, guardrails }, of(0.4, 10, 10.3)).guardrails
      if (row === undefined || 'refused' in row) throw new Error('not compared')
      const { nonInferiority, lift } = row
      const end = direction === 'lower_is_better' ? 'high' : 'low'
      expect(nonInferiority?.interval[end]).toBeCloseTo(lift.interval[end], 12)
      expect(nonInferiority?.interval[end === 'high' ? 'low' : 'high']).toBe(
        end === 'high' ? -Infinity : Infinity,
      )
      expect(nonInferiority).toMatchObject({
        method: 'non_inferiority',
        df: expect.any(Number) as number,
      })
      // (10.3 - (1 ± 0.2) 10) / sqrt(0.16 (1 + (1 ± 0.2)²))
      const ratio = direction === 'lower_is_better' ? 1.2 : 0.8
      expect(nonInferiority?.statistic).toBeCloseTo(
        (10.3 - ratio * 10) / Math.sqrt(0.16 * (1 + ratio * ratio)),
        10,
      )
    }
  })
})
