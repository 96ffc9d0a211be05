import { expect, it } from 'vitest'
import { createChance } from '../../simulation/chance.ts'
import { plan } from '../../test/label-experiment.ts'
import { compareRates } from '../rates/compare-rates.ts'
import { compareEventCounts } from '../sequential/event-counts.ts'
import { lossesOf } from './losses.ts'

const rowsOf = (n: readonly [number, number], lost: readonly [number, number]) =>
  lossesOf(plan, {
    units: { control: n[0], short: n[1] },
    metrics: {},
    missing: { bought: { control: lost[0], short: lost[1] } },
  })

it('compares those that are lost, or those that are left where they are fewer', () => {
  const settings = { treatmentShare: 0.25, alpha: 0.001 }
  const [few] = rowsOf([3000, 1000], [40, 30])
  expect(few?.p).toBe(compareEventCounts(40, 30, settings).p)
  const [many] = rowsOf([3000, 1000], [2960, 970])
  expect(many?.p).toBe(compareEventCounts(40, 30, settings).p)
  for (const lost of [
    [1000, 400],
    [2000, 600],
  ] as const) {
    const [third] = rowsOf([3000, 1000], lost)
    expect(third?.p).toBe(compareEventCounts(1000, 400, settings).p)
  }
  const [half] = rowsOf([3000, 1000], [1500, 500])
  expect(half?.p).toBe(compareEventCounts(1500, 500, settings).p)
})

it('says nothing where all or none is lost, or more than there are', () => {
  for (const lost of [
    [0, 0],
    [3000, 1000],
    [3001, 3],
    [-1, 3],
  ] as const)
    expect(rowsOf([3000, 1000], lost)).toEqual([])
})

// A pooled z at 0.001 finds a difference at one of them in some 2 % to 5 %.
it('warns at none of a hundred looks where every variant loses alike', () => {
  const chance = createChance(20_261_127, 11)
  const runs = 100
  let [found, byZ] = [0, 0]
  for (let run = 0; run < runs; run++) {
    let [control, short] = [0, 0]
    let [isFound, isByZ] = [false, false]
    for (let look = 1; look <= 100; look++) {
      control += chance.binomial(99, 0.05)
      short += chance.binomial(11, 0.05)
      isFound ||= rowsOf([99 * look, 11 * look], [control, short]).some((row) => row.isDifferent)
      if (control + short === 0) continue
      const of = (successes: number, n: number) => ({ successes, n: n * look })
      isByZ ||= compareRates(of(control, 99), of(short, 11)).p <= 0.001
    }
    if (isFound) found++
    if (isByZ) byZ++
  }
  expect(found).toBe(0)
  expect(byZ).toBeGreaterThan(0)
})

it('finds that a variant loses half as much again', () => {
  const [row] = rowsOf([20_000, 20_000], [400, 600])
  expect(row).toMatchObject({ isDifferent: true, controlShare: 0.02, share: 0.03 })
})
