import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { data, plan } from '../../test/label-experiment.ts'
import { compareMeans } from '../means/welch.ts'
import { momentsOf } from '../moments/moments.ts'
import { analyze } from './analyze.ts'
import type { MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const spent = (n: number): MetricSummary => ({ kind: 'mean', n, mean: 810, variance: 90_000 })
const ratio = (n: number): MetricSummary => ({
  kind: 'ratio',
  n,
  numerator: { mean: 3, variance: 4 },
  denominator: { mean: 2, variance: 1 },
  covariance: 0.5,
})

/** A metric of so many units a variant: as primary metric and as guardrail. */
function rowsOf(
  control: number,
  short: number,
  make: typeof spent = spent,
  stopping: AnalysisPlan['stopping'] = { kind: 'fixed', units: 2 },
) {
  const { kind } = make(1)
  const { primary, guardrails } = analyze(
    {
      ...plan,
      variants: [
        { key: 'control', share: control / (control + short) },
        { key: 'short', share: short / (control + short) },
      ],
      primary: [{ key: 'load', kind, direction: 'lower_is_better' }],
      guardrails: [{ key: 'wait', kind, direction: 'lower_is_better', margin: 0.1 }],
      stopping,
    },
    {
      ...data,
      units: { control, short },
      metrics: Object.fromEntries(
        ['load', 'wait'].map((key) => [key, { control: make(control), short: make(short) }]),
      ),
    },
  )
  return [primary[0], guardrails[0]]
}
const refused = { refused: 'insufficient_data' }

it('waits with a mean of few units against many, until what skews it is next to nothing', () => {
  const looks = { kind: 'group_sequential', units: 2000, fractions: [0.25, 1] } as const
  for (const stopping of [{ kind: 'fixed', units: 2 }, looks] as const) {
    const [primary] = rowsOf(10_000, 10, spent, stopping)
    expect(primary).toMatchObject(refused)
    expect(primary).toMatchObject({
      message: expect.stringContaining('10000 and 10 units') as string,
    })
  }
  for (const make of [spent, ratio]) {
    // 200 (1 - 1/9)² / (1 + 1/9) is 142.2.
    for (const row of rowsOf(142 * 9, 142, make)) expect(row).toMatchObject(refused)
    for (const row of rowsOf(143 * 9, 143, make)) expect(row).not.toHaveProperty('refused')
    for (const row of rowsOf(143, 143 * 9, make)) expect(row).not.toHaveProperty('refused')
    for (const row of rowsOf(142, 142 * 9, make)) {
      expect(row).toMatchObject(refused)
      expect(row).toMatchObject({ message: expect.stringContaining('has 143 at') as string })
    }
  }
})

it('reads means of variants of which one has a third of the other, however small', () => {
  for (const [control, short] of [
    [3, 9],
    [22, 12],
    [5, 15],
  ] as const) {
    for (const row of rowsOf(control, short)) expect(row).not.toHaveProperty('refused')
  }
  const [primary] = rowsOf(5, 16)
  expect(primary).toMatchObject({
    ...refused,
    message: expect.stringContaining("or a third of the larger one's") as string,
  })
})

it('finds no difference of skewed values at such sizes, where the plain test does', () => {
  const chance = createChance(20_261_127, 11)
  const runs = 2000
  const sample = (n: number) => ({
    kind: 'mean' as const,
    ...momentsOf(Array.from({ length: n }, () => Math.exp(chance.normal()))),
  })
  for (const [control, short, leastByWelch] of [
    [15, 5, 0.05],
    [5, 15, 0.05],
    [22, 12, 0.03],
  ] as const) {
    let [found, byWelch] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const drawn = { control: sample(control), short: sample(short) }
      const [row] = rowsOf(control, short, (n) => (n === control ? drawn.control : drawn.short))
      if (row === undefined || !('finding' in row)) throw new Error('the row is refused')
      if (row.finding !== 'unclear') found++
      if (compareMeans(drawn.control, drawn.short).p <= 0.05) byWelch++
    }
    expect(found / runs).toBeLessThan(0.04)
    expect(byWelch / runs).toBeGreaterThan(leastByWelch)
  }
})

it('reads means of variants that are alike in size, however small', () => {
  for (const row of rowsOf(2, 2)) expect(row).not.toHaveProperty('refused')
  for (const row of rowsOf(30, 20)) expect(row).not.toHaveProperty('refused')
})
