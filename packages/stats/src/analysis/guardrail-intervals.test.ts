import { describe, expect, it } from 'vitest'
import { bought, of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const
const guardrail = {
  key: 'bought',
  kind: 'rate',
  direction: 'higher_is_better',
  margin: 0.1,
} as const

describe('guardrails', () => {
  const methodOf = (changed: Partial<AnalysisPlan>): unknown => {
    const primary = [{ ...bought, key: 'paid' }]
    const [row] = analyze(
      { ...plan, primary, guardrails: [guardrail], ...changed },
      of(1010),
    ).guardrails
    return row !== undefined && 'lift' in row && [row.lift.method, row.finding]
  }

  it('have intervals at twice their one-sided alpha', () => {
    for (const units of [20_000, 30_000]) {
      const given = { ...plan, stopping: { kind: 'fixed', units } } as const
      const primary = [{ ...bought, key: 'paid' }]
      const alphaOf = (alpha?: number): unknown => {
        const guardrails = [{ ...guardrail, ...(alpha !== undefined && { alpha }) }]
        return analyze({ ...given, primary, guardrails }, of(1010)).guardrails[0]
      }
      expect(alphaOf()).toMatchObject({ lift: { settings: { alpha: 0.1 } } })
      expect(alphaOf(0.01)).toMatchObject({ lift: { settings: { alpha: 0.02 } } })
    }
  })

  it('are read once at the end of a fixed plan, and as a sequence otherwise', () => {
    const sequence = 'asymptotic_confidence_sequence'
    expect(methodOf({})).toEqual(['lift_rates_score', 'within_margin'])
    expect(methodOf({ stopping: { kind: 'fixed', units: 30_000 } })).toEqual([sequence, 'unclear'])
    expect(methodOf({ stopping: { kind: 'always_valid', maximumUnits: 100 } })).toEqual([
      sequence,
      'unclear',
    ])
    expect(methodOf({ stopping: looks })).toEqual([sequence, 'unclear'])
  })
})
