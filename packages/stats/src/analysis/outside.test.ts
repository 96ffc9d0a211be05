import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'
import type { Analysis } from './read-data.ts'

const requests = {
  key: 'errors',
  kind: 'rate',
  direction: 'lower_is_better',
  margin: 0.1,
  isOutside: true,
} as const
const plan: AnalysisPlan = {
  experiment: 'cache',
  hypothesis: 'Pages load sooner.',
  control: 'old',
  variants: [
    { key: 'old', share: 0.5 },
    { key: 'new', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  guardrails: [requests],
  stopping: { kind: 'always_valid' },
}

/** Errors of requests, of which 1,000 people made some ten each. */
function read(old: readonly [errors: number, of: number], fresh: typeof old): Analysis {
  const rate = ([successes, n]: typeof old) => ({ kind: 'rate', successes, n }) as const
  return analyze(plan, {
    units: { old: 1_000, new: 1_000 },
    metrics: {
      bought: { old: rate([100, 1_000]), new: rate([220, 1_000]) },
      errors: { old: rate(old), new: rate(fresh) },
    },
  })
}

describe('a guardrail that counts something else than units', () => {
  it('rolls back what is better, and harms it', () => {
    const { verdict, guardrails } = read([100, 10_000], [5_000, 10_000])
    expect(guardrails).toMatchObject([{ finding: 'harmed' }])
    expect(verdict).toMatchObject({ decision: 'roll_back', treatment: 'new' })
  })

  it('lets ship what it clears', () => {
    const { verdict } = read([5_000, 10_000], [4_000, 10_000])
    expect(verdict).toMatchObject({ decision: 'ship', treatment: 'new' })
  })

  it('is unwell neither by more of them than units, nor by fewer, nor by another division', () => {
    for (const [one, other] of [
      [10_000, 14_000],
      [300, 90],
    ] as const) {
      const { health } = read([one / 10, one], [other / 10, other])
      expect(health).toMatchObject({ status: 'good', problems: [], losses: [] })
    }
  })

  it('is a rate, or no guardrail of a plan', () => {
    const guardrails = [{ ...requests, kind: 'mean' }] as const
    expect(() => analyze({ ...plan, guardrails }, { units: {}, metrics: {} })).toThrow(
      '$.guardrails[0].isOutside',
    )
  })
})
