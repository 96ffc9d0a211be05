import { afterEach, describe, expect, it } from 'vitest'
import {
  DAY_MS,
  startPlannedRun,
  type PlannedResults,
  type PlannedRun,
} from '../testing/planned-run.ts'

const HOUR_MS = 3_600_000
const ADDRESS = '/v1/environments/shop/experiments/words'
const BACK = {
  kind: 'retention',
  outcome: 'purchase',
  direction: 'higher_is_better',
  fromMs: DAY_MS,
  toMs: 2 * DAY_MS,
}
const PRIMARY = { words: { primary: ['back'], secondary: [] }, metrics: { back: BACK } }
/** Who comes back does so on the second day. */
const COME_BACK = { purchase: { rate: 0.3, value: 20, afterDays: 1 } }

const open: PlannedRun[] = []
const start = async (...given: Parameters<typeof startPlannedRun>): Promise<PlannedRun> => {
  const run = await startPlannedRun(...given)
  open.push(run)
  return run
}
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

const valuesOf = ({ figures }: PlannedResults) => figures[0]?.variants.map(({ n }) => n) ?? []
const sum = (counts: readonly number[]) => counts.reduce((all, n) => all + n, 0)

describe('a look at a metric that has to be lived', () => {
  it('waits for units that have, and not for those that only came', async () => {
    const faster = { ...PRIMARY, unitsPerDay: 440, outcomes: COME_BACK }
    const run = await start({ kind: 'fixed', units: 400 }, faster)
    await run.days(2.85)
    await run.looks.pulse()
    const early = await run.results()
    const { lived } = early.progress
    expect(lived).toMatchObject({ metric: 'back', ms: 2 * DAY_MS })
    expect(lived?.units).toBeGreaterThan(300)
    expect(lived?.units).toBeLessThan(400)
    expect(valuesOf(early)).toHaveLength(2)
    expect(sum(valuesOf(early))).toBe(lived?.units)
    expect([early.verdict.decision, early.looks?.shown, await run.stored()]).toEqual([
      'keep_running',
      null,
      [],
    ])
    expect(early.verdict.rule).toMatch(
      /once, at 400 units that have lived what decides, and 3\d\d of the 1\d\d\d that are there have\.$/,
    )
    await run.days(0.5)
    await run.looks.pulse()
    const read = await run.results()
    const [taken] = read.looks?.taken ?? []
    expect([read.looks?.shown, read.verdict.decision]).toEqual([0, 'inconclusive'])
    expect(taken?.lived).toBeGreaterThanOrEqual(400)
    expect(taken?.lived).toBeLessThan(440)
    expect(sum(valuesOf(read))).toBe(taken?.lived)
    expect(taken?.units).toBeGreaterThan(1200)
    const plannedAt = Date.parse(taken?.plannedAt ?? '') - run.startedAt
    expect(plannedAt % HOUR_MS).toBe(0)
    expect(plannedAt / DAY_MS).toBeCloseTo(2.92, 1)
    expect(read.looks?.lateUnits).toBe(0)
  })

  it('is the same after days away as in time', async () => {
    const startsAt = Date.now() - 25 * DAY_MS
    const people = { ...PRIMARY, startsAt, outcomes: COME_BACK }
    const plan = { kind: 'group_sequential', units: 600, fractions: [0.5, 1] } as const
    const inTime = await start(plan, people)
    for (let passed = 0; passed < 10; passed += 0.5) {
      await inTime.days(0.5)
      await inTime.looks.pulse()
    }
    const away = await start(plan, people)
    await away.days(20)
    await away.looks.pulse()
    const documents = await inTime.documents()
    expect(documents).toHaveLength(2)
    expect(await away.documents()).toEqual(documents)
  })

  it('waits for others where some of those who had lived it opted out', async () => {
    const faster = { ...PRIMARY, unitsPerDay: 440, outcomes: COME_BACK }
    const run = await start({ kind: 'fixed', units: 400 }, faster)
    await run.days(2.5)
    const names = Array.from({ length: 3000 }, (_, index) => `simulated-words-${index}`)
    await run.late(names, run.startedAt + 2.4 * DAY_MS, { experimentsOptOut: true })
    await run.days(0.6)
    await run.looks.pulse()
    expect(await run.stored()).toEqual([])
    await run.days(1)
    await run.looks.pulse()
    const [taken] = (await run.results()).looks?.taken ?? []
    expect(taken?.lived).toBeGreaterThanOrEqual(400)
    expect(taken?.lived).toBeLessThan(440)
  })

  it('never came where it was stopped before they had lived it, and says so', async () => {
    const run = await start({ kind: 'fixed', units: 400 }, { ...PRIMARY, outcomes: COME_BACK })
    await run.days(4.5)
    await run.send('POST', `${ADDRESS}/stop`)
    await run.days(3)
    await run.looks.pulse()
    const { verdict, progress, units } = await run.results()
    expect(await run.stored()).toEqual([])
    expect(verdict.rule).toBe(
      `It was never read: it ended when ${progress.lived?.units} of ${sum(Object.values(units))} units had lived what decides, and its look was planned at 400 that have.`,
    )
  })
})

describe('a plan that waits for its weeks', () => {
  const people = { words: { weeks: 1 }, unitsPerDay: 200 }

  it('is read at their end, however many units were there before', async () => {
    const run = await start({ kind: 'fixed', units: 400, afterWeeks: true }, people)
    await run.days(6.9)
    await run.looks.pulse()
    const { verdict } = await run.results()
    expect(verdict.rule).toContain('once, at 400 units and not before 7 days, and there are 1')
    expect(await run.stored()).toEqual([])
    await run.days(0.2)
    await run.looks.pulse()
    expect(await run.stored()).toMatchObject([{ planned_at: run.startedAt + 7 * DAY_MS }])
    const read = await run.results()
    expect([read.looks?.shown, read.verdict.caution]).toEqual([0, undefined])
  })

  it('was never read where it was stopped before', async () => {
    const run = await start({ kind: 'fixed', units: 400, afterWeeks: true }, people)
    await run.days(5)
    await run.send('POST', `${ADDRESS}/stop`)
    await run.days(5)
    await run.looks.pulse()
    expect(await run.stored()).toEqual([])
    expect((await run.results()).verdict.rule).toContain('it ended before 7 days were over')
  })

  it('is a choice: without it the verdict carries on how many days it rests, to the archive', async () => {
    const run = await start({ kind: 'fixed', units: 400 }, people)
    await run.days(7)
    await run.looks.pulse()
    const caution = 'The verdict rests on 2 days, less than one week: weekdays may differ.'
    expect((await run.results()).verdict.caution).toBe(caution)
    const decided = await run.send('POST', `${ADDRESS}/decide`, {
      body: { decision: 'end', reason: 'Enough.' },
    })
    expect(decided.status).toBe(200)
    expect((await run.results()).verdict.caution).toBe(caution)
    const archive = await run.send('GET', '/v1/environments/shop/experiment-archive')
    expect(await archive.json()).toMatchObject({ items: [{ verdict: { caution } }] })
  })
})

describe('events of before a stop that come after it', () => {
  it('make its look within an hour, once the units are there', async () => {
    const run = await start({ kind: 'fixed', units: 400 })
    await run.days(3.5)
    await run.send('POST', `${ADDRESS}/stop`)
    const stoppedAt = run.clock.now()
    await run.days(1)
    await run.looks.pulse()
    expect((await run.results()).verdict.rule).toMatch(/^It was never read/)
    const before = sum(Object.values((await run.results()).units))
    const names = Array.from({ length: 100 }, (_, index) => `late ${index}`)
    await run.late(names, stoppedAt - HOUR_MS)
    expect((await run.results()).verdict.rule).toContain('due, and was not taken yet.')
    run.clock.advance(HOUR_MS)
    await run.looks.pulse()
    const results = await run.results()
    const taken = [{ units: before + 100 }]
    expect(results.looks).toMatchObject({ shown: 0, taken, lateUnits: 0 })
    const [stored] = await run.stored()
    expect(stored?.planned_at).toBeGreaterThan(stoppedAt - HOUR_MS)
    expect(stored?.planned_at).toBeLessThanOrEqual(stoppedAt)
    // Whoever comes later still is told as late.
    await run.late(['dan'], stoppedAt - HOUR_MS)
    run.clock.advance(HOUR_MS)
    await run.looks.pulse()
    expect((await run.results()).looks).toMatchObject({ taken, lateUnits: 1 })
  })
})
