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

it('leaves out a segment in which a treatment has too few units, whatever the others have', () => {
  const spent = { key: 'spent', kind: 'mean', direction: 'higher_is_better' } as const
  const three: AnalysisPlan = {
    ...plan,
    variants: ['control', 'short', 'long'].map((key) => ({ key, share: 1 / 3 })),
    primary: [spent, { ...spent, key: 'viewed' }],
    segments: ['country'],
  }
  const of = (mean: number, n = 1000) => ({ kind: 'mean', n, mean, variance: 9 }) as const
  const spreadsOf = (...longs: readonly (ReturnType<typeof of> | undefined)[]) => {
    const country = longs.map((long, index) => {
      const others = { control: of(10), short: of(10 + index) }
      return {
        value: `C${index}`,
        units: { control: 1000, short: 1000, long: long?.n ?? 0 },
        metrics: {
          spent: { ...others, ...(long !== undefined && { long }) },
          viewed: { ...others, long: of(11) },
        },
      }
    })
    const whole = { ...data, units: { control: 9000, short: 9000, long: 9000 } }
    const { segments } = analyze(three, { ...whole, segments: { country } })
    const ofSpent = segments[0]?.heterogeneity.filter(({ metric }) => metric === 'spent') ?? []
    return new Map(ofSpent.map(({ treatment, spread }) => [treatment, spread]))
  }
  const known = [of(10.5), of(12)]
  const two = spreadsOf(...known).get('long')
  expect(two).toMatchObject({ df: 1 })
  // Not measured, and beside a hundred times as many.
  for (const few of [undefined, of(20, 10)]) {
    const spreads = spreadsOf(...known, few)
    expect(spreads.get('long')).toEqual(two)
    expect(spreads.get('short')).toMatchObject({ df: 2 })
  }
})
