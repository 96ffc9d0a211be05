import type { Experiment } from '@sluice/core'
import { afterEach, expect, it } from 'vitest'
import type { ApartRow } from '../apart-rows.ts'
import { startPlannedRun, type PlannedRun } from '../testing/planned-run.ts'

const open: PlannedRun[] = []
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

async function apart(run: PlannedRun): Promise<readonly ApartRow[]> {
  return (await run.results()).apart as readonly ApartRow[]
}

it.each<Experiment['stopping']>([
  { kind: 'fixed', units: 500 },
  { kind: 'group_sequential', units: 1000, fractions: [0.5, 1] },
])(
  'compares no quantile and no time before the first look of a plan that is $kind',
  async (plan) => {
    const run = await startPlannedRun(plan)
    open.push(run)
    await run.days(3)
    const before = await apart(run)
    expect(before.map(({ metric, comparisons }) => [metric, comparisons])).toEqual(
      ['spent75', 'waited'].map((metric) => [
        metric,
        [
          {
            treatment: 'warm',
            refused: 'unread',
            message: 'It is compared at the planned looks alone, and none of them was taken.',
          },
        ],
      ]),
    )
    for (const { values } of before) expect(values['warm']?.['n']).toBeGreaterThan(20)
    await run.days(3)
    await run.looks.pulse()
    const [spent, waited] = await apart(run)
    expect(spent?.comparisons).toMatchObject([{ lift: { p: expect.any(Number) } }])
    expect(waited?.comparisons).toMatchObject([{ logRank: { p: expect.any(Number) } }])
  },
)

it('has compared none of what ended before its look', async () => {
  const run = await startPlannedRun({ kind: 'fixed', units: 500 })
  open.push(run)
  await run.days(3)
  await run.send('POST', '/v1/environments/shop/experiments/words/stop')
  for (const { comparisons } of await apart(run))
    expect(comparisons).toMatchObject([{ refused: 'unread' }])
})
