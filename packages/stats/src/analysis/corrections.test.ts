import { describe, expect, it } from 'vitest'
import { firstOf, of, ofThree, plan, three } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const

describe('corrections', () => {
  it('divide alpha beforehand where looks have an alpha of their own', () => {
    const once = { ...looks, fractions: [1] }
    const alphaOf = (given: AnalysisPlan, data: AnalysisData): unknown =>
      firstOf(analyze(given, data)).difference.settings['alpha']
    const stopping = { ...three, stopping: once, correction: 'bonferroni' } as const
    expect(alphaOf(stopping, ofThree(600, 600))).toBeCloseTo(0.025, 9)
    expect(alphaOf({ ...stopping, correction: 'none' }, ofThree(600, 600))).toBeCloseTo(0.05, 9)
    expect(alphaOf({ ...plan, stopping: once }, of(1100))).toBeCloseTo(0.05, 9)
  })

  it('multiply p where there is one reading, whatever the correction', () => {
    const row = firstOf(analyze({ ...three, correction: 'bonferroni' }, ofThree(560, 500)))
    expect(row.difference.settings['alpha']).toBe(0.05)
    expect(row.adjustedP).toBeCloseTo(2 * row.difference.p, 14)
  })
})
