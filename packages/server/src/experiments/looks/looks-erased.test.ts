import { expect, it, onTestFinished } from 'vitest'
import { sha256 } from '../../audit/audit-entry.ts'
import { startPlannedRun } from '../testing/planned-run.ts'

it('tells its look for good, also when units of it have been erased since', async () => {
  const run = await startPlannedRun({ kind: 'fixed', units: 8 }, { unitsPerDay: 2 })
  onTestFinished(async () => run.close())
  await run.days(5)
  await run.looks.pulse()
  const before = await run.results()
  const counted = before.looks?.taken[0]?.units ?? 0
  const gone = Array.from({ length: 24 }, (_, index) => sha256(`simulated-words-${index}`))
  await run.events.keeper.store.work(async (asked) => {
    for (const pseudonym of gone) await asked.erase('shop', { targetingKey: pseudonym })
  })
  const after = await run.results()
  expect(total(after.units)).toBeLessThan(counted)
  expect(after.analysis.primary).toEqual(before.analysis.primary)
  expect(after.looks?.taken).toEqual(before.looks?.taken)
})

function total(units: Readonly<Record<string, number>>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}
