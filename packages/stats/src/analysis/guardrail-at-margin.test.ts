import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { plan } from '../../test/label-experiment.ts'
import { momentsOf } from '../moments/moments.ts'
import { errorWhereAlike } from '../ratios/error-where-alike.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'

type Sizes = readonly [control: number, treatment: number]

const guarded = { key: 'guarded', kind: 'mean' } as const

function planOf([control, treatment]: Sizes, guardrail: GuardrailPlan): AnalysisPlan {
  const units = control + treatment
  return {
    ...plan,
    variants: [
      { key: 'control', share: control / units },
      { key: 'short', share: treatment / units },
    ],
    guardrails: [guardrail],
    stopping: { kind: 'fixed', units },
  }
}

it.each([
  ['lower_is_better', 0.5, [1287, 143]],
  ['lower_is_better', 0.2, [1287, 143]],
  ['higher_is_better', 0.5, [143, 1287]],
] as const)(
  'lets a mean pass that is worse by exactly its margin in one of twenty at the most: %s, %d, %j',
  (direction, margin, sizes) => {
    const { lognormal } = createChance(12, sizes[0], 10 * margin)
    const times = direction === 'lower_is_better' ? 1 + margin : 1 - margin
    const drawn = (n: number, by: number) =>
      ({
        kind: 'mean',
        ...momentsOf(Array.from({ length: n }, () => by * lognormal())),
      }) as const
    const guardrail = { ...guarded, direction, margin }
    let passed = 0
    for (let run = 0; run < 500; run++) {
      const [control, short] = [drawn(sizes[0], 1), drawn(sizes[1], times)]
      const [row] = analyze(planOf(sizes, guardrail), {
        units: { control: sizes[0], short: sizes[1] },
        metrics: { guarded: { control, short } },
      }).guardrails
      if (row !== undefined && 'finding' in row && row.finding === 'within_margin') passed++
    }
    expect(passed / 500).toBeLessThanOrEqual(0.06)
  },
)

it('holds the values of a small treatment for as much larger as the margin says', () => {
  const control = { kind: 'mean', n: 1800, mean: 10, variance: 100 } as const
  const short = { kind: 'mean', n: 200, mean: 10, variance: 1 } as const
  const data = {
    units: { control: 1800, short: 200 },
    metrics: { guarded: { control, short } },
  }
  const errorAt = (direction: GuardrailPlan['direction'], margin: number): number => {
    const [row] = analyze(planOf([1800, 200], { ...guarded, direction, margin }), data).guardrails
    if (row === undefined || !('finding' in row)) throw new Error('the row is refused')
    expect(row.lift.settings).toMatchObject({ spread: 'of_larger_variant' })
    // The interval is of the test: it excludes the margin exactly when the test passes.
    const { nonInferiority, lift } = row
    expect(nonInferiority?.isWithinMargin).toBe(row.finding === 'within_margin')
    return lift.standardError ** 2
  }
  const [ofControl, ofTreatment] = [100 / 1800 / 100, ((1 - 1 / 9) * 100) / 200 / 100]
  expect(errorAt('lower_is_better', 0.5)).toBeCloseTo(ofControl + 2.25 * ofTreatment, 12)
  expect(errorAt('lower_is_better', 1.5)).toBeCloseTo(ofControl + 6.25 * ofTreatment, 12)
  expect(errorAt('lower_is_better', 0)).toBeCloseTo(ofControl + ofTreatment, 12)
  // Where values fall, they are held for no smaller.
  expect(errorAt('higher_is_better', 0.3)).toBeCloseTo(ofControl + ofTreatment, 12)
})

it('reads a ratio by the error that both have where the margin is what they differ by', () => {
  const control = {
    n: 100,
    numerator: { mean: 2, variance: 4 },
    denominator: { mean: 4, variance: 1 },
    covariance: 1,
  }
  const short = {
    n: 100,
    numerator: { mean: 0.1, variance: 0.1 },
    denominator: { mean: 1, variance: 0.1 },
    covariance: 0.01,
  }
  const errorAt = (
    margin: number,
    direction: GuardrailPlan['direction'] = 'lower_is_better',
  ): number => {
    const guardrail = { ...guarded, kind: 'ratio', direction, margin } as const
    const [row] = analyze(planOf([100, 100], guardrail), {
      units: { control: 100, short: 100 },
      metrics: {
        guarded: { control: { kind: 'ratio', ...control }, short: { kind: 'ratio', ...short } },
      },
    }).guardrails
    if (row === undefined || !('finding' in row)) throw new Error('the row is refused')
    expect(row.lift.settings).toMatchObject({ error: 'where_alike' })
    return row.lift.standardError ** 2
  }
  for (const margin of [0.3, 1.5]) {
    const times = errorWhereAlike(control, short, 1 + margin)
    expect(times).toBeGreaterThan(1.5)
    expect(errorAt(margin) / errorAt(0)).toBeCloseTo(times / errorWhereAlike(control, short), 9)
  }
  // Below its control, and at a margin that nothing passes.
  const fallen = errorWhereAlike(control, short, 0.6) / errorWhereAlike(control, short)
  expect(errorAt(0.4, 'higher_is_better') / errorAt(0)).toBeCloseTo(fallen, 9)
  expect(fallen).toBeLessThan(0.95)
  expect(errorAt(1, 'higher_is_better')).toBe(errorAt(0))
  // Little more is said, too.
  expect(errorWhereAlike(control, short, 0.4)).toBeLessThan(2)
  expect(errorAt(0.6, 'higher_is_better')).toBeLessThan(errorAt(0.4, 'higher_is_better'))
})

it('takes for what happened to nobody only values that are all 0', () => {
  const guardrail = { ...guarded, direction: 'lower_is_better', margin: 0.1 } as const
  const rowOf = (mean: number, variance: number, units = 1000) => {
    const of = (n: number) => ({ kind: 'mean', n, mean, variance }) as const
    const [row] = analyze(planOf([units, units], guardrail), {
      units: { control: units, short: units },
      metrics: { guarded: { control: of(units), short: of(units) } },
    }).guardrails
    return row
  }
  const nobody = { message: expect.stringContaining('It happened to nobody') as string }
  expect(rowOf(0, 0)).toMatchObject(nobody)
  expect(rowOf(0, 0, 2)).toMatchObject(nobody)
  expect(rowOf(0, 0, 1)).toMatchObject(nobody)
  // Everybody has as much, and losses that make up for gains.
  expect(rowOf(3, 0)).not.toMatchObject(nobody)
  expect(rowOf(0, 4)).not.toMatchObject(nobody)
})
