import { expect, it } from 'vitest'
import { logBinomialDensity } from '../distributions/binomial.ts'
import { compareRatesScore } from '../rates/compare-rates-score.ts'
import { fewestExpected, fewestScored } from '../rates/expected.ts'
import { fisherExact } from '../rates/fisher.ts'
import type { Rate } from '../rates/rate.ts'
import type { Side } from '../tests/result.ts'
import type { PlannedRates } from './counted-power.ts'
import { countedPower } from './counted-power.ts'
import { powerOfRates, smoothPower } from './rates-power.ts'
import { minimumDetectableRates, sampleSizeOfRates } from './sample-size.ts'

/** What `compareRatesExact` reads of a table, without its interval: that takes its time. */
function exactP(control: Rate, treatment: Rate, side: Side): number {
  const p = (one: Side): number => fisherExact(control, treatment, { side: one }).p
  return side === 'two_sided' ? 2 * Math.min(p('greater'), p('less')) : p(side)
}

/** Every table with the p that is read of it. */
function byHand({ control, treatment }: PlannedRates, alpha: number, side: Side): number {
  let power = 0
  for (let x = 0; x <= control.n; x++) {
    const ofControl = Math.exp(logBinomialDensity(x, control.n, control.rate))
    if (ofControl < 1e-9) continue
    for (let y = 0; y <= treatment.n; y++) {
      const chance = ofControl * Math.exp(logBinomialDensity(y, treatment.n, treatment.rate))
      const isSame = x + y === 0 || x + y === control.n + treatment.n
      if (chance < 1e-10 || isSame) continue
      const [c, t] = [
        { n: control.n, successes: x },
        { n: treatment.n, successes: y },
      ]
      const p =
        fewestExpected(c, t) < fewestScored(alpha, side, Math.min(c.n, t.n) / (c.n + t.n))
          ? exactP(c, t, side)
          : compareRatesScore(c, t, { alpha, side }).p
      if (p <= alpha) power += chance
    }
  }
  return power
}

it.each([
  [0.02, 0.1, 180, 20, 0.05, 'two_sided'],
  [0.2, 0.6, 30, 30, 0.05, 'two_sided'],
  [0.97, 0.8, 90, 15, 0.05, 'two_sided'],
  [0.3, 0.05, 20, 80, 0.1, 'less'],
  [0.05, 0.2, 190, 10, 0.01, 'greater'],
  [0.02, 0.3, 3, 60, 0.05, 'greater'],
  // Enough for five, and not for so small an alpha where one in ten is treated.
  [0.08, 0.2, 540, 60, 0.01, 'two_sided'],
  // Where one in a hundred is treated, a single event of all is found when it is theirs.
  [0.001, 0.3, 297, 3, 0.05, 'two_sided'],
  // None of the treatment at all is found by Fisher, and by no score.
  [0.045, 0.045, 1900, 100, 0.01, 'less'],
  [0.955, 0.955, 1900, 100, 0.01, 'greater'],
  // No count is far enough, though none is expected to be few.
  [0.25, 0.25, 180, 20, 0.0005, 'less'],
  [0.75, 0.75, 180, 20, 0.0005, 'greater'],
] as const)(
  'is that of all tables: %d against %d of %d and %d at %d, %s',
  (rate, other, n, m, alpha, side) => {
    const planned = { control: { rate, n }, treatment: { rate: other, n: m } }
    expect(countedPower(planned, alpha, side)).toBeCloseTo(byHand(planned, alpha, side), 6)
  },
)

it('is no more than certain', () => {
  // Added up, the tables are more by some last digits.
  const sure = { control: { rate: 0.01, n: 80 }, treatment: { rate: 0.9, n: 80 } }
  expect(countedPower(sure, 0.05, 'two_sided')).toBe(1)
})

it('plans as many units of both where no ratio is given', () => {
  const plan = { control: 0.05, alpha: 0.05 }
  for (const n of [40, 110]) {
    const planned = { control: { rate: 0.05, n }, treatment: { rate: 0.2, n } }
    expect(powerOfRates(0.2, n, plan)).toBe(countedPower(planned, 0.05, 'two_sided'))
  }
})

it('is that of the normal distribution from fifteen events on, from scipy.stats.norm', () => {
  expect(powerOfRates(0.25, 100, { control: 0.1 })).toBeCloseTo(0.8018305636256737, 12)
})

it('is the same for whoever does not', () => {
  for (const n of [20, 60, 100]) {
    const does = powerOfRates(0.2, n, { control: 0.03, ratio: 1.5 })
    expect(powerOfRates(0.8, n, { control: 0.97, ratio: 1.5 })).toBeCloseTo(does, 9)
  }
})

it('plans few events at uneven splits for the power that they have', () => {
  for (const [control, treatment, ratio, least] of [
    [0.02, 0.1, 1 / 9, 600],
    [0.02, 0.2, 1 / 9, 180],
    [0.01, 0.05, 1 / 99, 10_000],
    [0.05, 0.2, 1 / 19, 650],
    [0.1, 0.4, 1 / 9, 150],
  ] as const) {
    const size = sampleSizeOfRates(treatment, { control, ratio })
    expect(size.control).toBeGreaterThan(least)
    const power = powerOfRates(treatment, size.n, { control, ratio })
    expect(power).toBeGreaterThanOrEqual(0.8)
    expect(power).toBeLessThan(0.83)
    expect(powerOfRates(treatment, size.n - 1, { control, ratio })).toBeLessThan(0.8)
    const planned = {
      control: { rate: control, n: size.control },
      treatment: { rate: treatment, n: size.treatment },
    }
    expect(countedPower(planned, 0.05, 'two_sided')).toBeCloseTo(power, 9)
    const found = minimumDetectableRates(size.n, 'rise', { control, ratio })
    expect(found).toBeLessThanOrEqual(treatment - control)
    expect(powerOfRates(control + found, size.n, { control, ratio })).toBeCloseTo(0.8, 6)
  }
})

it('counts as many events as the test does that reads them, and then no more', () => {
  // 16.5 at 1 % of one in ten, and some more, since counts spread; 34.6 at most.
  const plan = { control: 0.05, ratio: 1 / 9, alpha: 0.01 }
  const planned = (n: number) => ({
    control: { rate: 0.05, n },
    treatment: { rate: 0.15, n: n / 9 },
  })
  expect(powerOfRates(0.15, 4500, plan)).toBe(countedPower(planned(4500), 0.01, 'two_sided'))
  expect(powerOfRates(0.15, 5400, plan)).toBe(smoothPower(0.15, 5400, plan))
})

it('finds on one side what is planned for, and refuses the other', () => {
  const plan = { control: 0.1, alpha: 0.05 }
  for (const [direction, side, other] of [
    ['rise', 'greater', 'less'],
    ['fall', 'less', 'greater'],
  ] as const) {
    const found = minimumDetectableRates(500, direction, { ...plan, side })
    const rate = direction === 'rise' ? 0.1 + found : 0.1 - found
    expect(powerOfRates(rate, 500, { ...plan, side })).toBeCloseTo(0.8, 6)
    expect(() => minimumDetectableRates(500, direction, { ...plan, side: other })).toThrow(
      `finds no ${direction}`,
    )
  }
})

it('has an end for a variant that is a billion times the other', () => {
  const plan = { control: 0.001, ratio: 1e-9 }
  const size = sampleSizeOfRates(0.01, plan)
  expect(size.control / size.treatment).toBeGreaterThan(9e8)
  expect(powerOfRates(0.01, size.n, plan)).toBeGreaterThanOrEqual(0.8)
})

it('refuses several looks at next to no events, and plans for as many as they need', () => {
  const plan = { control: 0.02, ratio: 1 / 9 }
  for (const [design, least] of [
    [{ kind: 'group_sequential', looks: 5 }, 5],
    [{ kind: 'always_valid', looks: 5 }, 10],
  ] as const) {
    expect(() => powerOfRates(0.1, 100, { ...plan, design })).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
    const { n } = sampleSizeOfRates(0.6, { ...plan, design })
    const pooled = 0.02 * 0.9 + 0.6 * 0.1
    expect((n / 9) * pooled).toBeGreaterThanOrEqual(least * (1 - 1e-9))
    const enough = (9 * least) / pooled
    expect(powerOfRates(0.6, 1.001 * enough, { ...plan, design })).toBeGreaterThan(0)
    expect(() => powerOfRates(0.6, 0.999 * enough, { ...plan, design })).toThrow(
      `starts at ${least}`,
    )
    expect(() => minimumDetectableRates(20, 'rise', { ...plan, design })).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
  }
})
