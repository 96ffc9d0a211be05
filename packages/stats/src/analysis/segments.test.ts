import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { heterogeneity } from '../pooling/random-effects.ts'
import { compareRatesExact } from '../rates/compare-rates-exact.ts'
import { analyze } from './analyze.ts'
import type { MetricTable } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const units = { control: 1000, short: 1000 }

/** Whether the first primary metric differs between segments, given what each has measured. */
function spreadOf(given: AnalysisPlan, tables: readonly MetricTable[]): unknown {
  const country = tables.map((metrics, index) => ({ value: `C${index}`, units, metrics }))
  const whole = { ...data, segments: { country } }
  const { segments } = analyze({ ...given, segments: ['country'] }, whole)
  return segments[0]?.heterogeneity[0]?.spread
}

it('compares few events over segments by their exact intervals, at the alpha of the plan', () => {
  const counts = [
    [1, 8],
    [4, 3],
    [0, 6],
  ] as const
  const tables = counts.map(([control, short]) => ({
    bought: { control: rate(control, 1000), short: rate(short, 1000) },
  }))
  const expected = (alpha: number) =>
    heterogeneity(
      counts.map(([control, short]) =>
        compareRatesExact(rate(control, 1000), rate(short, 1000), { alpha }),
      ),
    )
  expect(spreadOf(plan, tables)).toEqual(expected(0.05))
  expect(spreadOf({ ...plan, alpha: 0.2 }, tables)).toEqual(expected(0.2))
  expect(expected(0.2)).not.toEqual(expected(0.05))
})

it('leaves out a segment in which a metric was not measured, whatever else was', () => {
  const both = (control: number, short: number): MetricTable => ({
    bought: { control: rate(control, 1000), short: rate(short, 1000) },
    paid: { control: rate(80, 1000), short: rate(90, 1000) },
  })
  const { paid } = both(100, 120)
  const two: AnalysisPlan = {
    ...plan,
    primary: [...plan.primary, { key: 'paid', kind: 'rate', direction: 'higher_is_better' }],
  }
  const tables = [both(100, 120), both(90, 140), both(200, 190)]
  const measured = spreadOf(two, tables)
  expect(measured).toMatchObject({ df: 2 })
  expect(spreadOf(two, [...tables, paid === undefined ? {} : { paid }])).toEqual(measured)
})

it('leaves out a segment in which a treatment was not measured, whichever else was', () => {
  const three: AnalysisPlan = {
    ...plan,
    variants: ['control', 'short', 'long'].map((key) => ({ key, share: 1 / 3 })),
    segments: ['country'],
  }
  const spreadsOf = (counts: readonly (readonly number[])[]) => {
    const country = counts.map(([control = 0, short = 0, long], index) => ({
      value: `C${index}`,
      units: { control: 1000, short: 1000, long: 1000 },
      metrics: {
        bought: {
          control: rate(control, 1000),
          short: rate(short, 1000),
          ...(long !== undefined && { long: rate(long, 1000) }),
        },
      },
    }))
    const whole = { ...data, units: { control: 3000, short: 3000, long: 3000 } }
    const { segments } = analyze(three, { ...whole, segments: { country } })
    return segments[0]?.heterogeneity
  }
  const known = [
    [100, 120, 110],
    [90, 140, 95],
  ]
  const [, ofTwo] = spreadsOf(known) ?? []
  const [short, long] = spreadsOf([...known, [200, 190]]) ?? []
  expect(ofTwo?.spread).toMatchObject({ df: 1 })
  expect(long).toEqual(ofTwo)
  expect(short?.spread).toMatchObject({ df: 2 })
})
