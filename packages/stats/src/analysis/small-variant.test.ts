import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { plan } from '../../test/label-experiment.ts'
import { covariateMomentsOf } from '../covariates/covariate.ts'
import { compareMeansCuped } from '../covariates/cuped.ts'
import { compareMeans } from '../means/welch.ts'
import type { Moments } from '../moments/moments.ts'
import { mergeMoments, momentsOf } from '../moments/moments.ts'
import { compareRatesExact } from '../rates/compare-rates-exact.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const planOf = (
  { control, short }: AnalysisData['units'],
  changed: Partial<AnalysisPlan> = {},
): AnalysisPlan => {
  const [c, t] = [control ?? 0, short ?? 0]
  return {
    ...plan,
    variants: [
      { key: 'control', share: c / (c + t) },
      { key: 'short', share: t / (c + t) },
    ],
    primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
    guardrails: [{ key: 'guarded', kind: 'mean', direction: 'higher_is_better', margin: 0.05 }],
    stopping: { kind: 'fixed', units: c + t },
    ...changed,
  }
}

const kind = 'mean' as const
const read = (control: Moments, short: Moments, changed: Partial<AnalysisPlan> = {}) => {
  const units = { control: control.n, short: short.n }
  const both = { control: { kind, ...control }, short: { kind, ...short } }
  return analyze(planOf(units, changed), { units, metrics: { spent: both, guarded: both } })
}

const buyers = momentsOf(Array.from({ length: 1800 }, (_, at) => (at < 18 ? 15 + 5 * (at % 3) : 0)))
const nobody = momentsOf(Array.from({ length: 200 }, () => 0))

it('does not know better what nobody has paid than that nobody has bought', () => {
  const exact = compareRatesExact({ n: 1800, successes: 18 }, { n: 200, successes: 0 })
  expect(exact.p).toBeGreaterThan(0.05)
  for (const stopping of [
    { kind: 'fixed', units: 2000 },
    { kind: 'always_valid' },
    { kind: 'group_sequential', units: 2000, fractions: [0.5, 1], spending: 'pocock' },
  ] as const) {
    const { verdict, primary, guardrails } = read(buyers, nobody, { stopping })
    expect(verdict.decision).not.toBe('roll_back')
    expect(primary[0]).toMatchObject({
      finding: 'unclear',
      difference: { settings: { spread: 'of_larger_variant' } },
      lift: { settings: { spread: 'of_larger_variant' } },
    })
    expect(guardrails[0]).toMatchObject({
      finding: 'unclear',
      lift: { settings: { spread: 'of_larger_variant' } },
    })
  }
  const [row] = read(buyers, nobody).guardrails
  expect(row).toMatchObject({ nonInferiority: { settings: { spread: 'of_larger_variant' } } })
})

it('is as careful where the control is the small one', () => {
  const [there] = read(buyers, nobody).primary
  const [back] = read(nobody, buyers).primary
  if (there === undefined || 'refused' in there || back === undefined || 'refused' in back)
    throw new Error('a row is refused')
  expect(back.difference.p).toBe(there.difference.p)
  expect(back.difference.estimate).toBe(-there.difference.estimate)
})

it('widens the difference and the lift alike, with a covariate too', () => {
  const chance = createChance(20_261_127, 1)
  const values = (n: number, spread: number): readonly [number[], number[]] => {
    const before = Array.from({ length: n }, chance.normal)
    return [before.map((value) => 10 + spread * (value + chance.normal())), before]
  }
  const control = covariateMomentsOf(...values(1800, 4))
  for (const [one, other] of [
    [control, covariateMomentsOf(...values(200, 0.5))],
    [covariateMomentsOf(...values(200, 0.5)), control],
  ] as const) {
    const alone = compareMeansCuped(one, other)
    const [row] = read(one, other).primary
    if (row === undefined || 'refused' in row || 'refused' in row.lift)
      throw new Error('the row is refused')
    const { difference, lift } = row
    expect(difference.method).toBe('cuped')
    expect(difference.standardError).toBeGreaterThan(1.05 * alone.standardError)
    // The error of a lift near 0 is that of the difference over the control's mean.
    expect((lift.standardError * one.mean) / difference.standardError).toBeCloseTo(1, 1)
    expect(lift.df).toBe(difference.df)
  }
})

it('leaves variants alone that are of one size, or whose small one varies as much', () => {
  const few = { n: 150, mean: 10, variance: 4 }
  expect(read(few, { n: 150, mean: 11, variance: 0 }).primary[0]).toMatchObject({
    difference: compareMeans(few, { n: 150, mean: 11, variance: 0 }),
  })
  const many = { n: 1350, mean: 10, variance: 4 }
  for (const variance of [3.6, 4, 9]) {
    const short = { n: 150, mean: 11, variance }
    expect(read(many, short).primary[0]).toMatchObject({ difference: compareMeans(many, short) })
  }
})

/** Moments of values of which most are 0. */
function sums(chance: ReturnType<typeof createChance>, n: number, share: number): Moments {
  let [sum, squares] = [0, 0]
  const bought = chance.binomial(n, share)
  for (let unit = 0; unit < bought; unit++) {
    const amount = Math.exp(3 + 0.6 * chance.normal())
    sum += amount
    squares += amount * amount
  }
  const mean = sum / n
  return { n, mean, variance: Math.max(0, (squares - sum * mean) / (n - 1)) }
}

const foundIn = (row: ReturnType<typeof read>['primary'][number] | undefined): boolean =>
  row !== undefined && 'finding' in row && row.finding !== 'unclear'

it.each([
  [1287, 143, 0.01],
  [1287, 143, 0.05],
  [322, 138, 0.03],
  [5700, 300, 0.03],
] as const)(
  'finds no harm in %i and %i units of whom few buy, where there is none',
  (n, m, share) => {
    const chance = createChance(20_261_127, n, m)
    let [found, byWelch] = [0, 0]
    for (let run = 0; run < 400; run++) {
      const [control, short] = [sums(chance, n, share), sums(chance, m, share)]
      if (control.variance + short.variance === 0) continue
      if (foundIn(read(control, short).primary[0])) found++
      if (compareMeans(control, short).p <= 0.05) byWelch++
    }
    expect(found / 400).toBeLessThan(0.04)
    // Else the test could not fail.
    expect(byWelch / 400).toBeGreaterThan(0.05)
  },
)

it('finds none at any of twenty looks either, nor by a guardrail', () => {
  const chance = createChance(20_261_127, 3)
  const stopping = { kind: 'always_valid' } as const
  let [found, harmed] = [0, 0]
  for (let run = 0; run < 60; run++) {
    let [control, short] = [sums(chance, 1800, 0.01), sums(chance, 200, 0.01)]
    let [hasFound, hasHarmed] = [false, false]
    for (let look = 0; look < 20; look++) {
      if (control.variance + short.variance > 0) {
        const { primary, guardrails } = read(control, short, { stopping })
        hasFound ||= foundIn(primary[0])
        const [row] = guardrails
        hasHarmed ||= row !== undefined && 'finding' in row && row.finding === 'harmed'
      }
      control = mergeMoments([control, sums(chance, 450, 0.01)])
      short = mergeMoments([short, sums(chance, 50, 0.01)])
    }
    if (hasFound) found++
    if (hasHarmed) harmed++
  }
  expect(found).toBeLessThanOrEqual(3)
  expect(harmed).toBeLessThanOrEqual(3)
})

it('keeps the power that values with a normal spread have', () => {
  const chance = createChance(20_261_127, 4)
  let [found, byWelch] = [0, 0]
  for (let run = 0; run < 400; run++) {
    const control = momentsOf(Array.from({ length: 1350 }, chance.normal))
    const short = momentsOf(Array.from({ length: 150 }, () => 0.24 + chance.normal()))
    if (foundIn(read(control, short).primary[0])) found++
    if (compareMeans(control, short).p <= 0.05) byWelch++
  }
  expect(byWelch).toBeGreaterThan(280)
  expect(found / byWelch).toBeGreaterThan(0.96)
})
