import { describe, expect, it } from 'vitest'
import { bought, firstOf, of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { MetricSummary } from './data.ts'

describe('one variant with a covariate and one without', () => {
  it('are compared without it', () => {
    const mean = { kind: 'mean', n: 10_000, mean: 1, variance: 2 } as const
    const adjusted = { ...mean, covariate: { mean: 3, variance: 2 }, covariance: 1 }
    const primary = [{ ...bought, kind: 'mean' as const }]
    for (const [control, short] of [
      [mean, adjusted],
      [adjusted, mean],
    ] as const) {
      const data = { ...of(1000), metrics: { bought: { control, short } } }
      expect(firstOf(analyze({ ...plan, primary }, data)).difference.method).toBe('welch')
    }
    const ratio = {
      kind: 'ratio',
      n: 10_000,
      numerator: { mean: 1, variance: 2 },
      denominator: { mean: 3, variance: 2 },
      covariance: 1,
    } as const
    const known = {
      ...ratio,
      covariate: { mean: 1, variance: 1 },
      numeratorCovariance: 1,
      denominatorCovariance: 0,
    }
    const errorOf = (control: MetricSummary, short: MetricSummary): number => {
      const data = { ...of(1000), metrics: { bought: { control, short } } }
      const given = { ...plan, primary: [{ ...bought, kind: 'ratio' as const }] }
      return firstOf(analyze(given, data)).difference.standardError
    }
    expect(errorOf(known, ratio)).toBe(errorOf(ratio, ratio))
    expect(errorOf(ratio, known)).toBe(errorOf(ratio, ratio))
    expect(errorOf(known, known)).toBeLessThan(errorOf(ratio, ratio))
    const both = { ...of(1000), metrics: { bought: { control: adjusted, short: adjusted } } }
    expect(firstOf(analyze({ ...plan, primary }, both)).difference.method).toBe('cuped')
  })
})
