import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { fewestFor } from '../rates/expected.ts'
import { analyze } from './analyze.ts'
import type { MetricSummary } from './data.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'

const ratesOf = (...keys: readonly string[]): MetricPlan[] =>
  keys.map((key) => ({ key, kind: 'rate', direction: 'higher_is_better' }))

const two: AnalysisPlan = {
  ...plan,
  variants: [
    { key: 'control', share: 0.9 },
    { key: 'short', share: 0.1 },
  ],
  primary: ratesOf('bought', 'paid'),
  stopping: { kind: 'fixed', units: 10_000 },
}

/** The tests of all rows, where six events are expected in the tenth that is treated. */
function methodsOf(given: AnalysisPlan): string[] {
  const rates = { control: rate(54, 9000), short: rate(6, 1000) }
  const { primary, secondary } = analyze(given, {
    ...data,
    units: { control: 9000, short: 1000 },
    metrics: { bought: rates, paid: rates, tried: rates },
  })
  return [...primary, ...secondary].map((row) => {
    if (!('difference' in row)) throw new Error('the row is refused')
    return row.difference.method
  })
}

it('reads few events exactly for the alpha that a correction may leave, of 5 % unless another is given', () => {
  const methodAt = (changed: Partial<AnalysisPlan>): string =>
    methodsOf({ ...two, ...changed })[0] ?? ''
  expect(fewestFor(0.05 / 2, 0.1)).toBeGreaterThan(6)
  expect(fewestFor(0.075 / 2, 0.1)).toBeLessThan(6)
  const [exact, score] = [0.05, 0.075].map((alpha) => methodAt({ alpha }))
  expect(exact).not.toBe(score)
  expect(methodAt({})).toBe(exact)
  expect(methodAt({ correction: 'none' })).toBe(score)
})

it('counts the metrics that share an alpha, and no others', () => {
  const [exact, score] = [0.025, 0.05].map(
    (alpha) => methodsOf({ ...two, primary: ratesOf('bought'), alpha })[0],
  )
  expect(exact).not.toBe(score)
  const apart = { ...two, primary: ratesOf('bought'), secondary: ratesOf('paid', 'tried') }
  expect(methodsOf(apart)).toEqual([score, exact, exact])
  expect(methodsOf({ ...two, secondary: ratesOf('tried') })).toEqual([exact, exact, score])
})

it('counts every treatment that a metric is compared for', () => {
  const [ofControl, ofTreatment] = [rate(54, 9000), rate(6, 1000)]
  const methodWith = (...treatments: readonly string[]): string => {
    const all = 9000 + 1000 * treatments.length
    const tableOf = <Of>(control: Of, treatment: Of): Record<string, Of> => ({
      control,
      ...Object.fromEntries(treatments.map((key) => [key, treatment])),
    })
    const [row] = analyze(
      {
        ...two,
        variants: Object.entries(tableOf(9000, 1000)).map(([key, n]) => ({ key, share: n / all })),
        primary: ratesOf('bought'),
        stopping: { kind: 'fixed', units: all },
      },
      { units: tableOf(9000, 1000), metrics: { bought: tableOf(ofControl, ofTreatment) } },
    ).primary
    if (row === undefined || !('difference' in row)) throw new Error('the row is refused')
    return row.difference.method
  }
  expect(methodWith('short')).toBe('rates_score')
  expect(methodWith('short', 'long')).toBe('rates_exact')
})

it('adjusts by a covariate only where every variant with a unit has one', () => {
  const three: AnalysisPlan = {
    ...plan,
    variants: ['control', 'short', 'long'].map((key) => ({ key, share: 1 / 3 })),
    primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  }
  const known = { kind: 'mean', n: 1000, mean: 10, variance: 9 } as const
  const covariate = { mean: 5, variance: 4 }
  const adjusted = { ...known, covariate, covariance: 4 }
  const methodWith = (n: number): string => {
    const spent = { control: adjusted, short: adjusted, long: { ...known, n, variance: 0 } }
    const { primary } = analyze(three, {
      units: { control: 1000, short: 1000, long: n },
      metrics: { spent },
    })
    const [row] = primary
    if (row === undefined || !('difference' in row)) throw new Error('the row is refused')
    return row.difference.method
  }
  expect(methodWith(0)).toBe('cuped')
  expect(methodWith(1)).toBe('welch')
  expect(methodWith(2)).toBe('welch')
})

it('takes a metric for adjusted as soon as the first variant has a covariate', () => {
  const control = { kind: 'mean', n: 1000, mean: 10, variance: 9 } as const
  const one: AnalysisPlan = {
    ...plan,
    primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  }
  const notesWith = (summary: MetricSummary): string =>
    analyze(one, { ...data, metrics: { spent: { control: summary } } }).notes.join()
  const covariate = { mean: 5, variance: 4 }
  expect(notesWith({ ...control, covariate, covariance: 4 })).toContain(
    'so they are adjusted by it',
  )
  expect(notesWith(control)).not.toContain('adjusted')
})
