import { expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const planOf = (...treatments: readonly string[]): AnalysisPlan => ({
  experiment: 'odd',
  hypothesis: 'Odd data is read for what it is.',
  control: 'a',
  variants: ['a', ...treatments].map((key, _, { length }) => ({ key, share: 1 / length })),
  primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  stopping: { kind: 'fixed', units: 1_000 },
})
const plain = { kind: 'mean', n: 500, mean: 5, variance: 4 } as const
const adjusted = { ...plain, covariate: { mean: 1, variance: 1 }, covariance: 1 }

function read(plan: AnalysisPlan, spent: Readonly<Record<string, MetricSummary>>) {
  const units = Object.fromEntries(Object.entries(spent).map(([key, { n }]) => [key, n]))
  return analyze(plan, { units, metrics: { spent } })
}

it('adjusts a metric in all variants or in none, and says so only where it does', () => {
  const mixed = read(planOf('t', 'u'), { a: adjusted, t: adjusted, u: plain })
  expect(mixed.primary).toMatchObject([
    { difference: { method: 'welch' } },
    { difference: { method: 'welch' } },
  ])
  expect(mixed.planChanges).toEqual([])
  const whole = read(planOf('t', 'u'), { a: adjusted, t: adjusted, u: adjusted })
  expect(whole.primary).toMatchObject([
    { difference: { method: 'cuped' } },
    { difference: { method: 'cuped' } },
  ])
  expect(whole.planChanges).toMatchObject([{ is: 'cuped' }])
})

it('takes what is undefined for absent', () => {
  const spent = { a: plain, t: { ...plain, mean: 6, covariate: undefined } } as unknown as Record<
    string,
    MetricSummary
  >
  expect(read(planOf('t'), spent).primary).toMatchObject([{ difference: { method: 'welch' } }])
})

it.each(['constructor', 'toString'])('knows a variant called %s that nobody has met', (key) => {
  const data: AnalysisData = { units: { a: 10 }, metrics: {} }
  expect(analyze(planOf(key), data).primary).toMatchObject([
    { treatment: key, refused: 'insufficient_data' },
  ])
})
