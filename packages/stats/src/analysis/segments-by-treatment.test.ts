import { describe, expect, it } from 'vitest'
import { of, ofThree, plan, three } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

describe('segments', () => {
  it('differ or not for each treatment alone', () => {
    const segment = (value: string, short: number) => ({
      value,
      units: { control: 5000, short: 2500, long: 2500 },
      metrics: ofThree(short, 550).metrics,
    })
    const segments = { country: [segment('DE', 700), segment('FR', 500)] }
    const [country] = analyze(
      { ...three, segments: ['country'] },
      { ...ofThree(600, 550), segments },
    ).segments
    expect(country?.heterogeneity).toMatchObject([
      { treatment: 'short', spread: { df: 1 } },
      { treatment: 'long', spread: { df: 1, q: 0, p: 1 } },
    ])
  })

  it('are read once, at the alpha of the plan', () => {
    const { units, metrics } = of(1100)
    const data = { ...of(1100), segments: { country: [{ value: 'DE', units, metrics }] } }
    const rowOf = (given: AnalysisPlan): unknown =>
      analyze({ ...given, segments: ['country'] }, data).segments[0]?.values[0]?.rows[0]
    expect(rowOf(plan)).toMatchObject({ difference: { settings: { alpha: 0.05 } } })
    expect(rowOf({ ...plan, alpha: 0.1 })).toMatchObject({
      difference: { settings: { alpha: 0.1 } },
    })
  })
})
