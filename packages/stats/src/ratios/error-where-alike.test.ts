import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { plan } from '../../test/label-experiment.ts'
import { analyze } from '../analysis/analyze.ts'
import type { AnalysisPlan, MetricPlan } from '../analysis/plan.ts'
import { ratioCovariateMomentsOf } from '../covariates/cuped-ratio.ts'
import { errorWhereAlike } from './error-where-alike.ts'
import type { RatioMoments } from './ratio.ts'
import { ratioEstimate, ratioMomentsOf } from './ratio.ts'

const metric = { kind: 'ratio', direction: 'higher_is_better' } as const
const clicked: MetricPlan = { key: 'clicked', ...metric }

function read(control: RatioMoments, short: RatioMoments, margin = 0) {
  const units = { control: control.n, short: short.n }
  const planned: AnalysisPlan = {
    ...plan,
    variants: [
      { key: 'control', share: control.n / (control.n + short.n) },
      { key: 'short', share: short.n / (control.n + short.n) },
    ],
    primary: [clicked],
    guardrails: [{ key: 'guarded', kind: 'ratio', direction: 'lower_is_better', margin }],
    stopping: { kind: 'fixed', units: control.n + short.n },
  }
  const both = {
    control: { kind: 'ratio', ...control },
    short: { kind: 'ratio', ...short },
  } as const
  const { primary, guardrails } = analyze(planned, {
    units,
    metrics: { clicked: both, guarded: both },
  })
  const [row] = primary
  if (row === undefined || 'refused' in row) throw new Error('the row is refused')
  return { row, guardrail: guardrails[0] }
}

/** Clicks and page views; one person in fifty has most of the views, and clicks as they please. */
function people(seed: number) {
  const { uniform, normal } = createChance(seed)
  const person = (times: number): readonly [number, number] => {
    const isHeavy = uniform() < 0.02
    const views = isHeavy ? 50 + Math.floor(50 * uniform()) : 1 + Math.floor(4 * uniform())
    const rate = isHeavy ? Math.min(1, Math.max(0, 0.3 + 0.1 * normal())) : 0.1
    let clicks = 0
    for (let view = 0; view < views; view++) if (uniform() < rate) clicks++
    return [times * clicks, views]
  }
  return (n: number, times: number): RatioMoments => {
    const all = Array.from({ length: n }, () => person(times))
    return ratioMomentsOf(
      all.map(([clicks]) => clicks),
      all.map(([, views]) => views),
    )
  }
}

it.each([
  [60, 60],
  [100, 100],
  [1287, 143],
])('finds no difference of ratios where a few have most of it: %d and %d', (n, m) => {
  const drawn = people(n)
  let [found, passed] = [0, 0]
  for (let run = 0; run < 300; run++) {
    if (read(drawn(n, 1), drawn(m, 1)).row.finding !== 'unclear') found++
    const { guardrail } = read(drawn(n, 1), drawn(m, 1.3), 0.3)
    if (guardrail !== undefined && 'finding' in guardrail && guardrail.finding === 'within_margin')
      passed++
  }
  expect(found).toBeLessThanOrEqual(18)
  expect(passed).toBeLessThanOrEqual(18)
})

const light = { numerator: { mean: 1, variance: 1 }, denominator: { mean: 2, variance: 0 } }

it('is the error of what each unit is off the ratio of all, worked out by hand', () => {
  const control = {
    n: 100,
    numerator: { mean: 2, variance: 4 },
    denominator: { mean: 4, variance: 1 },
    covariance: 1,
  }
  const treatment = {
    n: 100,
    numerator: { mean: 0.1, variance: 0.1 },
    denominator: { mean: 1, variance: 0.1 },
    covariance: 0.01,
  }
  // Of all, 2.1 over 5. Off by it: 4 - 2 × 0.42 + 0.42², and 0.1 - 2 × 0.42 × 0.01 + 0.42² × 0.1.
  const [ofControl, ofTreatment] = [4 - 0.84 + 0.1764, 0.1 - 0.0084 + 0.01764]
  const alike = (ofControl / 100 + ofTreatment / 100) * (2.5 / 4) ** 2
  const delta = ratioEstimate(control).squaredError + ratioEstimate(treatment).squaredError
  const times = errorWhereAlike(control, treatment)
  expect(times).toBeCloseTo(alike / delta, 12)
  expect(times).toBeGreaterThan(4)
  expect(errorWhereAlike(treatment, control)).toBeCloseTo(times, 12)
  // Alike at twice the ratio is alike of half the numerators.
  const half = {
    ...treatment,
    numerator: { mean: 0.05, variance: 0.025 },
    covariance: 0.005,
  }
  expect(errorWhereAlike(control, treatment, 2)).toBeCloseTo(errorWhereAlike(control, half), 12)
})

it('is no smaller than that of the delta method, and the same in another unit', () => {
  const steady = { n: 50, ...light, covariance: 0 }
  expect(errorWhereAlike(steady, { ...steady, numerator: { mean: 3, variance: 1 } })).toBe(1)
  // Far from the ratio of all, the treatment's own one makes most of its denominator's spread: of
  // 1.5 in all, 1 + 0.25 × 2.25 twice; of its own, 1 + 0.25 × 0.25 and 1 + 0.25 × 6.25.
  const denominator = { mean: 1, variance: 0.25 }
  const apart = { n: 50, numerator: { mean: 0.5, variance: 1 }, denominator, covariance: 0 }
  const ahead = { ...apart, numerator: { mean: 2.5, variance: 1 } }
  expect(2 * (1 + 0.25 * 2.25)).toBeLessThan(1 + 0.25 * 0.25 + (1 + 0.25 * 6.25))
  expect(errorWhereAlike(apart, ahead)).toBe(1)
  const drawn = people(3)
  const [control, treatment] = [drawn(80, 1), drawn(80, 1.5)]
  const times = errorWhereAlike(control, treatment)
  expect(times).toBeGreaterThan(1)
  const inCents = ({ numerator, covariance, ...rest }: RatioMoments): RatioMoments => ({
    ...rest,
    numerator: { mean: 100 * numerator.mean, variance: 1e4 * numerator.variance },
    covariance: 100 * covariance,
  })
  expect(errorWhereAlike(inCents(control), inCents(treatment))).toBeCloseTo(times, 9)
})

it('takes a ratio without any error for what it is', () => {
  const still = ratioMomentsOf([2, 4, 6], [1, 2, 3])
  expect(errorWhereAlike(still, still)).toBe(1)
  expect(errorWhereAlike(still, ratioMomentsOf([3, 6, 9], [1, 2, 3]))).toBe(1)
})

it('says so in the settings, and has an interval of the same test, with a covariate too', () => {
  const { uniform } = createChance(9)
  const columns = (heavy: number): readonly [number[], number[], number[]] => {
    const views = Array.from({ length: 100 }, (_, at) => (at < heavy ? 80 + at : 1 + (at % 3)))
    const clicks = views.map((of, at) => (at < heavy ? 0.6 * of : 0.1 * of + uniform()))
    return [clicks, views, views.map((of) => of + uniform())]
  }
  for (const [control, short] of [
    [
      ratioMomentsOf(...(columns(0).slice(0, 2) as [number[], number[]])),
      ratioMomentsOf(...(columns(3).slice(0, 2) as [number[], number[]])),
    ],
    [ratioCovariateMomentsOf(...columns(0)), ratioCovariateMomentsOf(...columns(3))],
  ] as const) {
    const { row } = read(control, short)
    if ('refused' in row.lift) throw new Error('the lift is refused')
    for (const { settings, p, interval } of [row.difference, row.lift]) {
      expect(settings).toMatchObject({ error: 'where_alike' })
      expect(interval.low > 0 || interval.high < 0).toBe(p <= 0.05)
    }
  }
})
