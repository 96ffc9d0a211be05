import { expect, it } from 'vitest'
import type { Chance } from '../../simulation/chance.ts'
import { createChance } from '../../simulation/chance.ts'
import { plan } from '../../test/label-experiment.ts'
import { momentsOf } from '../moments/moments.ts'
import { heterogeneity } from '../pooling/random-effects.ts'
import { compareMeans } from '../means/welch.ts'
import { analyze } from './analyze.ts'
import type { Day, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import type { Analysis } from './read-data.ts'
import { isRefusal } from './refusal.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const asMean: AnalysisPlan = {
  ...plan,
  primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  segments: ['country'],
}

const table = (control: MetricSummary, short: MetricSummary) => ({ spent: { control, short } })
const drawn = (chance: Chance, n: number): MetricSummary => ({
  kind: 'mean',
  ...momentsOf(Array.from({ length: n }, chance.normal)),
})

/** An experiment over as many days, which are its segments too, each of so many units a variant. */
function experiment(chance: Chance, days: number, n: number): Analysis {
  const all: Day[] = Array.from({ length: days }, (_, index) => ({
    day: `2026-10-${String(index + 1).padStart(2, '0')}`,
    units: { control: n, short: n },
    metrics: table(drawn(chance, n), drawn(chance, n)),
  }))
  const country = all.map(({ day, units, metrics = {} }) => ({ value: day, units, metrics }))
  const units = sumUnits(all)
  const stopping = { kind: 'fixed', units: 2 * n * days } as const
  const given = { ...asMean, stopping }
  return analyze(given, { units, metrics: sumDays(all), days: all, segments: { country } })
}

const spreadOf = ({ segments }: Analysis) => segments[0]?.heterogeneity[0]?.spread

// 15 % of eight segments, and 12 % of series, by errors that are taken for known.
it('finds that an effect differs, or fades, no more often where segments and days are small', () => {
  const chance = createChance(20_261_127, 6)
  const runs = 400
  let [differs, fades] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const analysis = experiment(chance, 8, 5)
    const spread = spreadOf(analysis)
    if (spread === undefined || isRefusal(spread)) throw new Error('the spread is refused')
    if (spread.p <= 0.05) differs++
    if (analysis.series[0]?.isTrending) fades++
  }
  expect(differs / runs).toBeLessThan(0.085)
  expect(differs / runs).toBeGreaterThan(0.02)
  expect(fades / runs).toBeLessThan(0.05)
})

it('compares no effects of less than five units a variant, and says so', () => {
  const chance = createChance(20_261_127, 7)
  const analysis = experiment(chance, 14, 4)
  expect(spreadOf(analysis)).toMatchObject({ refused: 'insufficient_data' })
  expect(analysis.series[0]).toMatchObject({
    isTrending: false,
    trend: { refused: 'insufficient_data' },
  })
  expect(analysis.notes.join()).not.toContain('changes with the day')
  // What can be read once is read all the same.
  expect(analysis.segments[0]?.values[0]?.rows[0]).toHaveProperty('difference')
})

it('leaves small segments out, and compares the others by errors that are as large as t is', () => {
  const of = (mean: number, n: number): MetricSummary => ({ kind: 'mean', n, mean, variance: 4 })
  const value = (name: string, n: number, short: number) => ({
    value: name,
    units: { control: n, short: n },
    metrics: table(of(0, n), of(short, n)),
  })
  const country = [value('DE', 5, 1), value('FR', 7, 3), value('LU', 4, 90)]
  const read: AnalysisPlan = { ...asMean, stopping: { kind: 'fixed', units: 32 } }
  const { segments } = analyze(read, {
    units: { control: 16, short: 16 },
    metrics: table(of(0, 16), of(2, 16)),
    segments: { country },
  })
  const effects = country.slice(0, 2).map(({ units: { control: n } }, index) => {
    const {
      estimate,
      standardError,
      df = NaN,
    } = compareMeans({ n, mean: 0, variance: 4 }, { n, mean: [1, 3][index] ?? NaN, variance: 4 })
    return { estimate, standardError: standardError * Math.sqrt(df / (df - 2)) }
  })
  expect(segments[0]?.heterogeneity[0]?.spread).toEqual(heterogeneity(effects))
})
