import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { compareRatesScore } from '../rates/compare-rates-score.ts'
import { crossingProbabilities, groupSequentialBounds } from '../sequential/group-sequential.ts'
import { analyze } from './analyze.ts'
import type { TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { isRefusal } from './refusal.ts'

const UNITS = 20_000
type Spending = 'obrien_fleming' | 'pocock'

const byLook = (fractions: readonly number[], spending: Spending): AnalysisPlan => ({
  ...plan,
  stopping: { kind: 'group_sequential', units: UNITS, fractions, spending },
})
const at = (look: number, share: number): TakenLook => {
  const n = Math.round((share * UNITS) / 2)
  const successes = Math.round(n / 10)
  const bought = { control: rate(successes, n), short: rate(successes + 1, n) }
  return { look, at: look * 1000, data: { units: { control: n, short: n }, metrics: { bought } } }
}

/** z at each look: what the alpha that it is read at needs. */
function boundsOf(planned: readonly number[], shares: readonly number[], spending: Spending) {
  const taken = shares.map((share, look) => at(look, share))
  return taken.map((_, look) => {
    const looks = taken.slice(0, look + 1)
    const last = looks.at(-1)
    const found = analyze(byLook(planned, spending), { ...data, ...last?.data, looks })
    const [row] = found.primary
    if (row === undefined || isRefusal(row)) throw new Error('There is no row.')
    const { estimate, interval, standardError } = row.difference
    return { z: (interval.high - estimate) / standardError, notes: found.notes }
  })
}

it.each([
  ['obrien_fleming', [0.5, 0.6, 0.7, 0.8, 0.9, 1], [0.5, 0.8, 1.2, 1.8, 2.6, 4]],
  ['pocock', [0.2, 0.4, 0.6, 0.8, 1], [0.2, 0.5, 0.9, 1.5, 2.4]],
  ['pocock', [0.8, 0.85, 0.9, 0.95, 1], [0.8, 1.6, 3.2, 6.4, 12.8]],
  ['obrien_fleming', [0.2, 0.4, 0.6, 0.8, 1], [0.3, 0.45, 0.7, 0.9, 1.15]],
] as const)('keeps alpha at looks that come late: %s, %j at %j', (spending, planned, shares) => {
  const bounds = boundsOf(planned, shares, spending).map(({ z }) => z)
  // Intervals of rates are no multiple of an error, but nearly; where nothing is left they are all.
  const level = 2 * crossing(shares, bounds)
  expect(level).toBeGreaterThan(0.045)
  expect(level).toBeLessThan(0.0505)
})

function crossing(fractions: readonly number[], bounds: readonly number[]): number {
  return crossingProbabilities({ fractions, bounds }, 0).reduce((sum, share) => sum + share, 0)
}

it('says that a look came late, and that nothing is left for later ones', () => {
  const [first, second] = boundsOf([0.2, 0.4, 1], [0.3, 1.1], 'pocock')
  expect(first?.notes).toContain(
    'Look 1 was planned at 4000 units and taken at 6000: it has the boundary of what was there.',
  )
  expect(second?.notes).toContain(
    'Look 2 was planned at 8000 units and taken at 22000: it has the boundary of what was there, which spends all of alpha, so no later look finds anything.',
  )
})

it('says of the last look only that it came late', () => {
  const [, last] = boundsOf([0.5, 1], [0.5, 1.2], 'pocock')
  expect(last?.notes).toContain(
    'Look 2 was planned at 20000 units and taken at 24000: it has the boundary of what was there.',
  )
})

it('leaves the boundary of a look in time as it was planned', () => {
  const planned = [0.2, 0.4, 1]
  const [once, late] = [
    [0.2, 0.4],
    [0.205, 0.41],
  ].map((shares) => boundsOf(planned, shares, 'pocock'))
  for (const [look, { z, notes }] of (once ?? []).entries()) {
    expect(late?.[look]?.z).toBeCloseTo(z, 3)
    expect(notes.join(' ')).not.toContain('was planned at')
  }
})

it('counts what an earlier look has spent, at the time at which it was taken', () => {
  const bounds = boundsOf([0.2, 0.6, 1], [0.5, 0.8, 1], 'pocock')
  const { bounds: expected } = groupSequentialBounds({
    fractions: [0.5, 0.8, 1],
    alpha: 0.05,
    spending: 'pocock',
  })
  for (const [look, { z }] of bounds.entries()) expect(z).toBeCloseTo(expected[look] ?? 0, 2)
  const { bounds: asPlanned } = groupSequentialBounds({
    fractions: [0.2, 0.8, 1],
    alpha: 0.05,
    spending: 'pocock',
  })
  expect(Math.abs((asPlanned[1] ?? 0) - (expected[1] ?? 0))).toBeGreaterThan(0.05)
})

it('spends next to nothing on a look at what a late one before it has read', () => {
  const shares = [0.5, 0.5 * (1 + 2e-4)]
  const [first, again] = boundsOf([0.2, 0.4, 1], [0.5, 0.5], 'pocock').map(({ z }) => z)
  const spentAt = (...bounds: readonly number[]): number =>
    2 * crossing(shares.slice(0, bounds.length), bounds)
  const spent = spentAt(first ?? 0)
  expect(spent).toBeCloseTo(0.05 * Math.log(1 + (Math.E - 1) / 2), 3)
  expect(spentAt(first ?? 0, again ?? 0) - spent).toBeLessThan(1e-4)
  expect(again).toBeLessThan(2.5)
})

it('crosses its boundary by the statistic of the test that is read', () => {
  const [control, short] = [rate(1000), rate(1100)]
  const [row] = analyze(byLook([0.5, 1], 'obrien_fleming'), {
    ...data,
    metrics: { bought: { control, short } },
  }).primary
  const { statistic } = compareRatesScore(control, short)
  expect(statistic).toBeGreaterThan(2.2)
  expect(row).toMatchObject({
    difference: { statistic: expect.closeTo(statistic, 12) as number, isCrossed: true },
  })
})
