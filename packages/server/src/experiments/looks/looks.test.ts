import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../api/test-service.ts'
import { silentLogger } from '../../http/logger.ts'
import { createFakeClock } from '../../live/fake-clock.ts'
import { takeLease } from '../../lease/lease.ts'
import { SETTLE_MS } from './start-looks.ts'
import { startService } from '../../service/start-service.ts'
import { putRuleset } from '../testing/people.ts'
import {
  DAY_MS,
  startPlannedRun,
  type PlannedResults,
  type PlannedRun,
} from '../testing/planned-run.ts'

const HOUR_MS = 3_600_000
const ONCE = { kind: 'fixed', units: 700 } as const

const open: PlannedRun[] = []
const start = async (...given: Parameters<typeof startPlannedRun>): Promise<PlannedRun> => {
  const run = await startPlannedRun(...given)
  open.push(run)
  return run
}
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

describe('a plan that is read once', () => {
  it('is read by the service when its units are there, and the same for good', async () => {
    const run = await start(ONCE)
    await run.days(3)
    await run.looks.pulse()
    expect(await run.results()).toMatchObject({
      verdict: { decision: 'keep_running' },
      looks: { shown: null, taken: [], next: { look: 0, plannedUnits: 700 } },
      newer: null,
      analysis: { primary: [{ refused: 'unread' }] },
      unadjusted: [],
      overTime: [{ readOnce: [] }],
      progress: { detectable: [{ lift: expect.any(Number) }] },
    })
    await run.days(5)
    const due = await run.results()
    expect(due.verdict.decision).toBe('keep_running')
    expect(due.verdict.rule).toContain('the look is due, and was not taken yet.')
    await run.looks.pulse()
    const read = await run.results()
    const [taken] = read.looks?.taken ?? []
    expect(taken).toMatchObject({ plannedUnits: 700, decision: 'inconclusive' })
    expect(taken?.units).toBeGreaterThanOrEqual(700)
    expect(taken?.units).toBeLessThan(720)
    expect((Date.parse(taken?.plannedAt ?? '') - run.startedAt) % HOUR_MS).toBe(0)
    expect(read.analysis.notes[0]).toMatch(
      /^The test was read once, on \d{4}-\d\d-\d\d at \d\d:\d\d UTC, at 7\d\d units; newer data are shown without a test\.$/,
    )
    await run.days(12)
    await run.looks.pulse()
    const later = await run.results()
    expect(total(later.units)).toBeGreaterThan(1900)
    expect(later.newer?.units).toEqual(later.units)
    const { verdict, figures, looks, apart, analysis } = later
    // Summed up to each day, with a test, until the look; after it there is none.
    const lookedOn = looks?.taken[0]?.plannedAt ?? ''
    const [days = []] = later.overTime.map(({ readOnce }) => readOnce.map(({ day }) => day))
    expect(days.length).toBeGreaterThan(4)
    expect(days.filter((day) => day >= lookedOn.slice(0, 10))).toEqual([])
    const same = ({ primary, secondary, segments }: typeof analysis) =>
      JSON.stringify([primary, secondary, segments])
    expect(same(analysis)).toBe(same(read.analysis))
    expect([verdict, figures, looks, apart]).toEqual([
      read.verdict,
      read.figures,
      read.looks,
      read.apart,
    ])
    expect(await run.stored()).toHaveLength(1)
  })

  it('has the same look after days away as in time, and says when it was taken', async () => {
    const startsAt = Date.now() - 25 * DAY_MS
    const inTime = await start(ONCE, { startsAt })
    for (let hours = 0; hours < 9 * 24; hours += 6) {
      await inTime.days(0.25)
      await inTime.looks.pulse()
    }
    const away = await start(ONCE, { startsAt })
    await away.days(20)
    await away.looks.pulse()
    expect(await away.documents()).toEqual(await inTime.documents())
    const [then, now] = [await inTime.results(), await away.results()]
    expect(now.verdict).toEqual(then.verdict)
    expect(now.analysis.primary).toEqual(then.analysis.primary)
    const readAt = ({ looks }: typeof now) => Date.parse(looks?.taken[0]?.readAt ?? '')
    expect(readAt(now)).toBe(away.startedAt + 20 * DAY_MS)
    expect(readAt(then)).toBeLessThan(away.startedAt + 8 * DAY_MS)
  })

  it('tells who came late, and leaves the look as it was', async () => {
    const run = await start(ONCE)
    await run.days(8)
    await run.looks.pulse()
    const before = await run.results()
    await run.late(['ann', 'ben', 'cem'], run.startedAt + DAY_MS)
    const after = await run.results()
    expect([before.looks?.lateUnits, after.looks?.lateUnits]).toEqual([0, 3])
    expect(after.analysis.primary).toEqual(before.analysis.primary)
    expect(after.apart).toEqual(before.apart)
    expect(total(after.units)).toBe(total(before.units) + 3)
  })

  it('is not read at a stop before its end, and is at one that its units are there for', async () => {
    const early = await start(ONCE)
    await early.days(4)
    await early.send('POST', '/v1/environments/shop/experiments/words/stop')
    await early.days(4)
    await early.looks.pulse()
    expect(await early.stored()).toEqual([])
    const stopped = await early.results()
    expect(stopped.looks).toMatchObject({ shown: null, next: null })
    const { units } = stopped
    const words = `It was never read: it ended at ${total(units)} units, and its look was planned at 700.`
    expect(stopped.verdict).toMatchObject({ decision: 'cannot_tell', rule: words })
    const address = '/v1/environments/shop/experiments/words/decide'
    const ship = { decision: 'ship', variant: 'warm', reason: 'We like it.' }
    const asked = await early.send('POST', address, { body: ship })
    expect([asked.status, await asked.json()]).toMatchObject([
      409,
      { code: 'RESULTS_AGAINST', against: [{ code: 'NEVER_READ' }] },
    ])
    const shipped = await early.send('POST', address, { body: { ...ship, despiteResults: true } })
    expect(shipped.status).toBe(200)
    const { verdict, looks } = await early.results()
    expect([verdict, looks]).toEqual([stopped.verdict, stopped.looks])

    const enough = await start({ kind: 'fixed', units: 400 })
    await enough.days(4.3)
    await enough.send('POST', '/v1/environments/shop/experiments/words/stop')
    const stoppedAt = enough.clock.now()
    expect((await enough.results()).verdict.rule).toContain('due, and was not taken yet.')
    await enough.days(4)
    await enough.looks.pulse()
    const [look] = await enough.stored()
    expect(look?.planned_at).toBeLessThanOrEqual(stoppedAt)
    expect((await enough.results()).looks).toMatchObject({ shown: 0 })
  })

  it('counts anew under a new allocation, and leaves what was read before alone', async () => {
    const run = await start({ kind: 'fixed', units: 300 })
    await run.days(4)
    await run.looks.pulse()
    expect((await run.results()).looks).toMatchObject({ shown: 0 })
    const pulled = await run.send('GET', '/v1/environments/shop/ruleset')
    const patched = await putRuleset(
      run,
      JSON.parse(
        (await pulled.text())
          .replace('"weightBps":5000', '"weightBps":4000')
          .replace('"weightBps":5000', '"weightBps":6000'),
      ) as object,
    )
    expect(patched.status).toBe(200)
    await run.days(1)
    await run.looks.pulse()
    expect(await run.results()).toMatchObject({
      verdict: { decision: 'keep_running', isGrey: true },
      looks: { shown: null, taken: [] },
    })
    expect(await run.stored()).toHaveLength(1)
  })

  it('waits for the first day of a new allocation, and reads looks of before as they were taken', async () => {
    const run = await start({ kind: 'fixed', units: 40 }, { unitsPerDay: 10 })
    await run.days(2)
    const pulled = await run.send('GET', '/v1/environments/shop/ruleset')
    const text = (await pulled.text()).replace('"salt":"words-1"', '"salt":"words-2"')
    const patched = await putRuleset(run, JSON.parse(text) as object)
    expect(patched.status).toBe(200)
    const editedAt = run.clock.now()
    const names = Array.from({ length: 60 }, (_, index) => `after-${index}`)
    await run.late(names, editedAt + HOUR_MS)
    await run.days(0.75)
    await run.looks.pulse()
    expect(await run.stored()).toEqual([])
    await run.days(0.75)
    await run.looks.pulse()
    const [look] = await run.stored()
    expect((look?.planned_at ?? 0) - editedAt).toBe(DAY_MS)
    const read = await run.results()
    expect(read.looks).toMatchObject({ shown: 0, taken: [{ units: 60 }] })
    // An earlier release took the whole run for the time of an allocation.
    const { data, ...document } = JSON.parse(look?.document ?? '{}') as { data: object }
    const ranMs = (look?.planned_at ?? 0) - run.startedAt
    await run.store.write(async ({ db }) => {
      await sql`drop trigger experiment_looks_keep_rows`.execute(db)
      const old = JSON.stringify({ ...document, data: { ...data, ranMs } })
      await sql`update experiment_looks set document = ${old}`.execute(db)
    })
    const old = await run.results()
    expect(old.looks).toEqual(read.looks)
    expect(old.analysis.primary).toEqual(read.analysis.primary)
  })

  it('is read otherwise from the same look, and decides nothing then', async () => {
    const run = await start(ONCE)
    await run.days(12)
    await run.looks.pulse()
    const [plain, otherwise, some] = [
      await run.results(),
      await run.results('?alpha=0.2'),
      await run.results(`?to=${new Date(run.startedAt + 3 * DAY_MS).toISOString().slice(0, 10)}`),
    ]
    expect(otherwise.figures).toEqual(plain.figures)
    expect([otherwise.looks?.shown, some.looks]).toEqual([0, null])
    expect([otherwise.verdict.decision, some.verdict.decision]).toEqual([
      'cannot_tell',
      'cannot_tell',
    ])
  })
})

it('takes the looks of a group-sequential plan in their order, and keeps the first decision', async () => {
  const plan = { kind: 'group_sequential', units: 1000, fractions: [0.4, 0.7, 1] } as const
  const run = await start(plan, {
    outcomes: { purchase: { rate: 0.2, value: 20, lift: { warm: 1.5 } } },
  })
  await run.days(5)
  await run.looks.pulse()
  const first = await run.results()
  expect(first.looks).toMatchObject({ shown: 0, taken: [{ decision: 'ship' }], next: null })
  await run.days(10)
  await run.looks.pulse()
  const last = await run.results()
  expect(last.looks?.taken.map(({ units }) => units >= 400)).toEqual([true, true, true])
  expect([last.looks?.shown, last.verdict]).toEqual([0, first.verdict])
  expect(last.analysis.primary).toEqual(first.analysis.primary)
})

it('takes looks by a timer of its own, once events had time to arrive', async () => {
  const run = await start(ONCE, { hasTimer: true })
  await run.days(8)
  await expect.poll(async () => (await run.stored()).length, { timeout: 20_000 }).toBe(1)
  const plannedAt = (await run.stored())[0]?.planned_at ?? 0
  const young = await start(ONCE, { hasTimer: true, startsAt: run.startedAt })
  await young.days((plannedAt - run.startedAt) / DAY_MS)
  await young.looks.pulse()
  expect(await young.stored()).toEqual([])
  young.clock.advance(SETTLE_MS)
  await young.looks.pulse()
  expect(await young.stored()).toHaveLength(1)
})

it('is done by a service that runs, also after it was away', async () => {
  const dataDir = temporaryFolder()
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const before = await startPlannedRun(ONCE, { dataDir })
  await before.days(9)
  await before.close()
  const clock = createFakeClock(before.startedAt + 12 * DAY_MS)
  const options = { dataDir, mode: 'production', port: 0, clock, logger: silentLogger } as const
  const service = await startService(options)
  onTestFinished(async () => service.close())
  const address = `${service.url}/v1/environments/shop/experiments/words/results`
  const headers = { Authorization: `Bearer ${before.credentials.admin}` }
  const shown = async () => {
    const { looks } = (await (await fetch(address, { headers })).json()) as PlannedResults
    return looks?.shown
  }
  expect(await shown()).toBe(null)
  clock.advance(SETTLE_MS)
  await expect.poll(shown, { timeout: 20_000 }).toBe(0)
})

it('is done by one instance at a time', async () => {
  const run = await start(ONCE)
  await takeLease(run.store, 'another', 60_000, () => false, 'experiments')
  await run.days(8)
  await takeLease(run.store, 'another', 60_000, () => false, 'experiments')
  await run.looks.pulse()
  expect(await run.stored()).toEqual([])
  run.clock.advance(2 * 60_000)
  await run.looks.pulse()
  expect(await run.stored()).toHaveLength(1)
})

it('takes what was missed by a release that kept no looks', async () => {
  const dataDir = temporaryFolder()
  const startsAt = Date.now() - 25 * DAY_MS
  const before = await startPlannedRun(ONCE, { dataDir, startsAt })
  await before.days(9)
  await before.close()
  const database = new DatabaseSync(join(dataDir, 'sluice.db'))
  database.exec(`
    drop table experiment_looks;
    delete from migrations where name = '0011-experiment-looks';`)
  database.close()
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const after = await start(ONCE, { dataDir, startsAt: startsAt + 12 * DAY_MS })
  await after.looks.pulse()
  const { looks } = await after.results()
  const days = (Date.parse(looks?.taken[0]?.plannedAt ?? '') - startsAt) / DAY_MS
  expect([looks?.shown, Math.round(days)]).toEqual([0, 7])
})

function total(units: Readonly<Record<string, number>>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}
