import { describe, expect, it } from 'vitest'
import { plan as labels } from '../../test/label-experiment.ts'
import { createGenerator } from '../chance/generator.ts'
import { compareRatesUnpooled } from '../rates/compare-rates.ts'
import type { Rate } from '../rates/rate.ts'
import { heterogeneity } from '../pooling/random-effects.ts'
import type { Analysis } from './read-data.ts'
import { analyze } from './analyze.ts'
import type { Day, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { effectOf } from './effect.ts'
import { measure } from './measured.ts'
import { isRefusal } from './refusal.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

type Form = (rate: Rate) => MetricSummary

const asRate: Form = (rate) => ({ kind: 'rate', ...rate })
const asMean: Form = ({ successes, n }) => {
  const mean = successes / n
  return { kind: 'mean', n, mean, variance: (mean * (1 - mean) * n) / (n - 1) }
}
const withCovariate: Form = (rate) => ({
  ...(asMean(rate) as Extract<MetricSummary, { kind: 'mean' }>),
  covariate: { mean: 0, variance: 1 },
  covariance: 0.001,
})

it('takes no error of fewer than five units for known, in whichever variant', () => {
  const spent = { key: 'spent', kind: 'mean', direction: 'higher_is_better' } as const
  const effectWith = (control: number, treatment: number) => {
    const of = (n: number): MetricSummary => ({ kind: 'mean', n, mean: 10, variance: 9 })
    const table = { spent: { control: of(control), short: of(treatment) } }
    return effectOf(measure({ ...labels, primary: [spent] }, spent, table, 'short'), 0.05)
  }
  const few = expect.objectContaining({ category: 'insufficient_data' }) as Error
  for (const [control, treatment] of [
    [4, 8],
    [8, 4],
    [4, 4],
  ] as const) {
    expect(() => effectWith(control, treatment)).toThrow(few)
  }
  // Of five and five, 8 degrees of freedom: the error is the root of 8 / 6 larger.
  expect(effectWith(5, 5).standardError).toBeCloseTo(Math.sqrt(((2 * 9) / 5) * (8 / 6)), 12)
})

/** Parts of an experiment, such as its days, as days and as segments. */
function analysed(parts: readonly (readonly [Rate, Rate])[], form: Form): Analysis {
  const [[control, treatment]] = parts as [readonly [Rate, Rate]]
  const { kind } = form(control)
  const share = treatment.n / (control.n + treatment.n)
  const plan: AnalysisPlan = {
    experiment: 'one-click',
    hypothesis: 'A click less, so more people buy.',
    control: 'old',
    variants: [
      { key: 'old', share: 1 - share },
      { key: 'new', share },
    ],
    primary: [{ key: 'bought', kind, direction: 'higher_is_better' }],
    stopping: { kind: 'fixed', units: 1 },
    segments: ['day'],
  }
  const days: Day[] = parts.map(([old, fresh], index) => ({
    day: `2026-10-${String(index + 1).padStart(2, '0')}`,
    units: { old: old.n, new: fresh.n },
    metrics: { bought: { old: form(old), new: form(fresh) } },
  }))
  const values = days.map(({ day, units, metrics = {} }) => ({ value: day, units, metrics }))
  return analyze(plan, {
    units: sumUnits(days),
    metrics: sumDays(days),
    days,
    segments: { day: values },
  })
}

function spreadOf({ segments }: Analysis) {
  const spread = segments[0]?.heterogeneity[0]?.spread
  if (spread === undefined || isRefusal(spread)) throw new Error(spread?.message)
  return spread
}

function trendOf({ series }: Analysis) {
  const trend = series[0]?.trend
  if (trend === undefined || isRefusal(trend)) throw new Error(trend?.message)
  return trend
}

const counts = [
  [100, 22],
  [90, 40],
  [80, 28],
].map(
  ([c = 0, t = 0]) =>
    [
      { n: 9000, successes: c },
      { n: 1000, successes: t },
    ] as const,
)

describe('effects that are compared with one another', () => {
  it('have the errors of both variants, and no common one', () => {
    const own = heterogeneity(counts.map(([c, t]) => compareRatesUnpooled(c, t)))
    expect(own.p).toBeCloseTo(0.0522, 4)
    expect(own.i2).toBeCloseTo(0.661, 3)
    // With a success and a failure more in the errors, a little wider.
    for (const form of [asRate, asMean]) {
      const { p, i2 } = spreadOf(analysed(counts, form))
      expect(p).toBeCloseTo(0.0568, 4)
      expect(i2).toBeCloseTo(0.651, 3)
    }
    const adjusted = spreadOf(analysed(counts, withCovariate))
    expect(adjusted.p).toBeCloseTo(0.0568, 3)
  })
})

/** Successes of n units, from one to the next. */
function drawer(seed: number): (n: number, share: number) => number {
  const { uniform } = createGenerator(seed)
  return (n, share) => {
    let count = -1
    for (let at = -1; at < n; count++)
      at += 1 + Math.floor(Math.log1p(-uniform()) / Math.log1p(-share))
    return count
  }
}

describe('an effect that is the same everywhere', () => {
  const RUNS = 400
  const reach = 3.3 * Math.sqrt((0.05 * 0.95) / RUNS)

  it.each([
    ['rates at 90/10 that treble', asRate, 9000, 0.01, 1000, 0.03],
    ['rates at 90/10 that halve', asRate, 4500, 0.1, 500, 0.05],
    ['rates at 97/3 that treble', asRate, 9700, 0.02, 300, 0.06],
    ['means of zeros and ones at 90/10 that treble', asMean, 9000, 0.01, 1000, 0.03],
    ['means with a covariate at 90/10 that halve', withCovariate, 4500, 0.1, 500, 0.05],
  ] as const)('differs and fades by chance alone: %s', (_name, form, nC, pC, nT, pT) => {
    const draw = drawer(4711)
    let [differing, fading] = [0, 0]
    for (let run = 0; run < RUNS; run++) {
      const parts = Array.from(
        { length: 8 },
        () =>
          [
            { n: nC, successes: draw(nC, pC) },
            { n: nT, successes: draw(nT, pT) },
          ] as const,
      )
      const analysis = analysed(parts, form)
      if (spreadOf(analysis).p <= 0.05) differing++
      if (trendOf(analysis).p <= 0.05) fading++
    }
    for (const found of [differing, fading]) {
      expect(found / RUNS).toBeGreaterThanOrEqual(0.05 - reach)
      expect(found / RUNS).toBeLessThanOrEqual(0.05 + reach)
    }
  })
})
