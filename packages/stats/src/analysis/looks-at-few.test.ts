import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { data, plan } from '../../test/label-experiment.ts'
import { studentUpperQuantile } from '../distributions/student.ts'
import { compareMeans } from '../means/welch.ts'
import type { Moments } from '../moments/moments.ts'
import { momentsOf } from '../moments/moments.ts'
import { groupSequentialBounds } from '../sequential/group-sequential.ts'
import type { TestResult } from '../tests/result.ts'
import { analyze } from './analyze.ts'
import type { MetricSummary } from './data.ts'
import { readingOf } from './look.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan } from './plan.ts'

const fractions = [0.2, 0.4, 0.6, 0.8, 1] as const
const looked: AnalysisPlan = {
  ...plan,
  primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  stopping: { kind: 'group_sequential', units: 20, fractions, spending: 'pocock' },
}
const mean = (moments: Moments): MetricSummary => ({ kind: 'mean', ...moments })
const table = (control: Moments, short: Moments) => ({
  spent: { control: mean(control), short: mean(short) },
})

it("reads few units at a look by Student's t, as it does once", () => {
  const [control, short] = [
    { n: 2, mean: 0, variance: 1 },
    { n: 2, mean: 3.5, variance: 1 },
  ]
  const units = { control: 2, short: 2 }
  const [row] = analyze(looked, { ...data, units, metrics: table(control, short) }).primary
  if (row === undefined || 'refused' in row) throw new Error('refused')
  const once = compareMeans(control, short)
  const { nominalAlphas, bounds } = groupSequentialBounds({ fractions: [0.2], spending: 'pocock' })
  const alpha = nominalAlphas[0] ?? 0
  expect(row).toMatchObject({ finding: 'unclear', difference: { p: once.p, df: once.df } })
  expect(once.statistic).toBeGreaterThan(bounds[0] ?? Infinity)
  const { p, settings, interval } = row.difference
  expect(settings['alpha']).toBeCloseTo(alpha, 12)
  expect(p).toBeGreaterThan(alpha)
  const reach = studentUpperQuantile(alpha / 2, once.df ?? NaN) * once.standardError
  expect(interval.low).toBeCloseTo(3.5 - reach, 9)
  expect(interval.high).toBeCloseTo(3.5 + reach, 9)
})

it('crosses a look exactly where the interval leaves no difference', () => {
  const progress = { units: 4, isEnded: false, mayDecide: true, isFirstDay: false, look: 0 }
  const reading = readingOf(looked, progress, 0.05)
  for (let step = 1; step <= 40; step++) {
    const short = { n: 3, mean: step / 2, variance: 1 }
    const measured = measure(
      looked,
      looked.primary[0]!,
      table({ n: 3, mean: 0, variance: 2 }, short),
      'short',
    )
    const result = reading.read(measured, 'difference')
    expect(result).toMatchObject({ isCrossed: result.interval.low > 0 })
    expect(result.p <= reading.alpha).toBe(result.interval.low > 0)
  }
})

it('has no boundary at a look that spends nothing, with however few units', () => {
  const early: AnalysisPlan = {
    ...looked,
    stopping: { kind: 'group_sequential', units: 4_000_000, fractions: [1e-6, 1] },
  }
  const metrics = table({ n: 2, mean: 0, variance: 1 }, { n: 2, mean: 1e9, variance: 1 })
  const [row] = analyze(early, { units: { control: 2, short: 2 }, metrics }).primary
  expect(row).toMatchObject({
    finding: 'unclear',
    difference: { isCrossed: false, interval: { low: -Infinity, high: Infinity } },
  })
})

// In 20.1 % of all experiments, by the normal distribution.
it('keeps alpha over five looks at 4 to 20 units', () => {
  const chance = createChance(20_261_127, 5)
  const readings = fractions.map((_, look) =>
    readingOf(looked, { units: 0, isEnded: false, mayDecide: true, isFirstDay: false, look }, 0.05),
  )
  const runs = 2000
  let found = 0
  for (let run = 0; run < runs; run++) {
    const [control, short] = [0, 1].map(() => Array.from({ length: 10 }, chance.normal)) as [
      number[],
      number[],
    ]
    const isFound = readings.some((reading, look) => {
      const of = (values: number[]): Moments => momentsOf(values.slice(0, 2 * (look + 1)))
      const measured = measure(looked, looked.primary[0]!, table(of(control), of(short)), 'short')
      const { p }: TestResult = reading.read(measured, 'difference')
      return p <= reading.alpha
    })
    if (isFound) found++
  }
  expect(found / runs).toBeLessThan(0.066)
  expect(found / runs).toBeGreaterThan(0.034)
})
