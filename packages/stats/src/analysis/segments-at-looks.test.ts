import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { plan, rate } from '../../test/label-experiment.ts'
import { heterogeneitySequential } from '../pooling/heterogeneity-sequential.ts'
import { heterogeneity } from '../pooling/random-effects.ts'
import { effectOfRates } from '../rates/effect.ts'
import { analyze } from './analyze.ts'
import type { MetricSummary, SegmentValue } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { isRefusal } from './refusal.ts'

const read = (
  stopping: AnalysisPlan['stopping'],
  country: readonly SegmentValue[],
  kind: 'rate' | 'mean' = 'rate',
) => {
  const n = country.reduce((sum, { units }) => sum + (units['control'] ?? 0), 0)
  const whole: MetricSummary = kind === 'rate' ? rate(n / 10, n) : { kind, n, mean: 0, variance: 1 }
  const { segments } = analyze(
    {
      ...plan,
      primary: [{ key: 'bought', kind, direction: 'higher_is_better' }],
      segments: ['country'],
      stopping,
    },
    {
      units: { control: n, short: n },
      metrics: { bought: { control: whole, short: whole } },
      segments: { country },
    },
  )
  return segments[0]?.heterogeneity[0]?.spread
}

const segment = (value: string, control: MetricSummary, short: MetricSummary): SegmentValue => ({
  value,
  units: { control: control.n, short: short.n },
  metrics: { bought: { control, short } },
})

const country = [
  segment('DE', rate(100, 1000), rate(150, 1000)),
  segment('FR', rate(100, 1000), rate(80, 1000)),
]
const effects = country.map(({ metrics: { bought } }) => {
  const [control, short] = [bought?.['control'], bought?.['short']]
  if (control?.kind !== 'rate' || short?.kind !== 'rate') throw new Error('not a rate')
  return effectOfRates(control, short)
})

it('asks whether an effect differs by Q only where a fixed plan is read', () => {
  expect(read({ kind: 'fixed', units: 4000 }, country)).toEqual(heterogeneity(effects))
  const fractions = [0.5, 1]
  for (const [stopping, tunedFor] of [
    [{ kind: 'fixed', units: 4001 }, 4001],
    [{ kind: 'always_valid' }, 5000],
    [{ kind: 'always_valid', tunedFor: 900 }, 900],
    [{ kind: 'group_sequential', units: 4000, fractions }, 4000],
  ] as const) {
    expect(read(stopping, country)).toEqual(heterogeneitySequential(effects, { n: 4000, tunedFor }))
  }
})

it('waits at every other look for as many units as a sequence needs', () => {
  const mean = (n: number, value: number): MetricSummary => ({
    kind: 'mean',
    n,
    mean: value,
    variance: 1,
  })
  const small = ['DE', 'FR', 'LU'].map((name, at) => segment(name, mean(199, 0), mean(199, at)))
  const looks = { kind: 'group_sequential', units: 1194, fractions: [0.5, 1] } as const
  expect(read(looks, small, 'mean')).toMatchObject({
    refused: 'insufficient_data',
    message: expect.stringContaining('0 of 3 values') as string,
  })
  const large = ['DE', 'FR'].map((name, at) => segment(name, mean(200, 0), mean(200, at)))
  expect(read(looks, [...small, ...large], 'mean')).toMatchObject({
    method: 'heterogeneity_mixture',
    df: 1,
  })
})

// In a quarter of all experiments, by Q.
it('does not find that effects differ on any of 28 days, where they do not', () => {
  const chance = createChance(20_261_127, 10)
  const runs = 60
  let found = 0
  for (let run = 0; run < runs; run++) {
    const sums = Array.from({ length: 16 }, () => 0)
    let isFound = false
    for (let n = 200; n <= 5600; n += 200) {
      for (const at of sums.keys()) sums[at] = (sums[at] ?? 0) + Math.sqrt(200) * chance.normal()
      const mean = (at: number): MetricSummary => ({
        kind: 'mean',
        n,
        mean: (sums[at] ?? 0) / n,
        variance: 1,
      })
      const values = Array.from({ length: 8 }, (_, at) =>
        segment(`C${at}`, mean(2 * at), mean(2 * at + 1)),
      )
      const spread = read({ kind: 'always_valid' }, values, 'mean')
      if (spread === undefined || isRefusal(spread)) throw new Error('the spread is refused')
      isFound ||= spread.p <= 0.05
    }
    if (isFound) found++
  }
  expect(found / runs).toBeLessThan(0.12)
})
