import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../audit/audit-entry.ts'
import { takeLease } from '../../lease/lease.ts'
import { putRuleset } from '../testing/people.ts'
import {
  DAY_MS,
  roughly,
  startPlannedRun,
  type PlannedResults,
  type PlannedRun,
} from '../testing/planned-run.ts'

const ADDRESS = '/v1/environments/shop/experiments/words'
const ANY_TIME = { kind: 'always_valid' } as const
/** What somebody has spent so far: most of it comes in days after they did. */
const SPENT = {
  words: { primary: ['revenue'], secondary: ['bought'] },
  outcomes: { purchase: { rate: 0.9, value: 20, afterDays: 3 } },
}

interface Row {
  readonly metric: string
  readonly difference: {
    readonly p: number
    readonly interval: { readonly low: number; readonly high: number }
    readonly settings: { readonly looks?: number }
  }
}

const open: PlannedRun[] = []
const start = async (...given: Parameters<typeof startPlannedRun>): Promise<PlannedRun> => {
  const run = await startPlannedRun(...given)
  open.push(run)
  return run
}
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

describe('a plan that may be read at any time', () => {
  it('is looked at by the service at the end of every day, so that p does not rise', async () => {
    // At midnight, so that the days are the same whenever this runs.
    const startsAt = (Math.floor(Date.now() / DAY_MS) - 25) * DAY_MS
    const people = { ...SPENT, startsAt, unitsPerDay: 300 }
    const [looked, never] = [await start(ANY_TIME, people), await start(ANY_TIME, people)]
    const [kept, anew]: [Row[], Row[]] = [[], []]
    for (let day = 0; day < 12; day++) {
      await looked.days(1)
      await looked.looks.pulse()
      await never.days(1)
      kept.push(...rowsOf(await looked.results()))
      anew.push(...rowsOf(await never.results()))
    }
    // The last day is open until events had time to arrive.
    expect(await looked.stored()).toHaveLength(11)
    expect(kept.length).toBeGreaterThan(6)
    expect(kept.at(-1)?.difference.settings.looks).toBe(kept.length)
    expect([risesIn(kept), widensIn(kept)]).toEqual([0, 0])
    // Where nobody looks, each reading is of now alone.
    expect(anew.at(-1)?.difference.settings.looks).toBeUndefined()
    expect(widensIn(anew)).toBeGreaterThan(0)
  }, 120_000)

  it('has the same days after days away as in time, and results of before go on', async () => {
    const startsAt = Date.now() - 25 * DAY_MS
    const inTime = await start(ANY_TIME, { ...SPENT, startsAt })
    for (let passed = 0; passed < 6; passed += 0.5) {
      await inTime.days(0.5)
      await inTime.looks.pulse()
    }
    const away = await start(ANY_TIME, { ...SPENT, startsAt })
    await away.days(5.5)
    const before = await away.results()
    expect([before.looks, before.verdict.decision]).toEqual([null, 'keep_running'])
    await away.looks.pulse()
    expect(await away.documents()).toEqual(await inTime.documents())
    expect((await away.stored()).map(({ planned_at: at }) => (at - startsAt) / DAY_MS)).toEqual([
      1, 2, 3, 4, 5,
    ])
    const after = await away.results()
    expect([after.looks, after.newer]).toEqual([null, null])
    expect(roughly(after.figures)).toEqual(roughly(before.figures))
  })

  it('keeps a day as it was, whatever comes in late, and reads what came in now', async () => {
    const run = await start(ANY_TIME, SPENT)
    await run.days(3.1)
    await run.looks.pulse()
    const [documents, before] = [await run.documents(), await run.results()]
    await run.late(['ann', 'ben', 'cem'], run.startedAt + DAY_MS)
    await run.days(1)
    await run.looks.pulse()
    const [after, later] = [await run.results(), await run.documents()]
    expect(later.slice(0, 3)).toEqual(documents)
    expect(total(after.units)).toBeGreaterThan(total(before.units) + 3)
    expect(later).toHaveLength(4)
  })

  it('has looks of days on which nobody came, and of days whose people were erased', async () => {
    const run = await start(ANY_TIME, { ...SPENT, unitsPerDay: 2 })
    await run.days(4)
    const gone = Array.from({ length: 48 }, (_, index) => sha256(`simulated-words-${index}`))
    await run.days(2)
    await run.looks.pulse()
    await run.events.keeper.store.work(async (asked) => {
      for (const pseudonym of gone) await asked.erase('shop', { targetingKey: pseudonym })
    })
    run.clock.advance(3 * DAY_MS)
    await run.looks.pulse()
    await run.late(['ann', 'ben', 'cem'], run.clock.now() - 1)
    run.clock.advance(1)
    const { verdict, units } = await run.results()
    expect([await run.stored(), total(units)]).toEqual([expect.objectContaining({ length: 8 }), 3])
    expect(verdict.decision).toBe('keep_running')
  })

  it('is decided by all of its days, also those that were not looked at yet', async () => {
    const run = await start(ANY_TIME, { ...SPENT, unitsPerDay: 600 })
    await run.days(2.5)
    await run.looks.pulse()
    await run.days(3)
    const body = { decision: 'end', reason: 'Enough.' }
    const refused = await run.send('POST', `${ADDRESS}/decide`, {
      body: { ...body, decision: 'ship', variant: 'nobody' },
    })
    expect([refused.status, await run.stored()]).toEqual([
      422,
      expect.objectContaining({ length: 2 }),
    ])
    expect((await run.send('POST', `${ADDRESS}/decide`, { body })).status).toBe(200)
    const [stored, decided] = [await run.stored(), await run.results()]
    expect(stored.map(({ planned_at: at }) => (at - run.startedAt) / DAY_MS)).toEqual([
      1, 2, 3, 4, 5,
    ])
    await run.days(3)
    await run.looks.pulse()
    expect(await run.stored()).toEqual(stored)
    const otherwise = await run.results('?alpha=0.1')
    // Nobody has spent anything on the first three days; the fourth, the fifth, and the end.
    for (const results of [decided, otherwise])
      expect(rowsOf(results)[0]?.difference.settings.looks).toBe(3)
  })

  it('is not looked at after it was stopped', async () => {
    const run = await start(ANY_TIME)
    await run.days(2.5)
    await run.send('POST', `${ADDRESS}/stop`)
    await run.days(3)
    await run.looks.pulse()
    expect(await run.stored()).toHaveLength(2)
    expect((await run.results()).looks).toBe(null)
  })

  it('begins anew after the first day of a new allocation', async () => {
    const run = await start(ANY_TIME, SPENT)
    await run.days(3.5)
    await run.looks.pulse()
    const pulled = await run.send('GET', '/v1/environments/shop/ruleset')
    const text = (await pulled.text())
      .replace('"weightBps":5000', '"weightBps":4000')
      .replace('"weightBps":5000', '"weightBps":6000')
    expect((await putRuleset(run, JSON.parse(text) as object)).status).toBe(200)
    await run.days(2)
    await run.looks.pulse()
    const { rows } = await run.store.read(async (db) =>
      sql<{ look: number; of: number }>`
        select look, dense_rank() over (order by allocation_version) as of
        from experiment_looks order by of, look`.execute(db),
    )
    expect(rows.map(({ look, of }) => `${of}: ${look}`)).toEqual(['1: 0', '1: 1', '1: 2', '2: 4'])
  })

  it('is looked at by one instance at a time', async () => {
    const run = await start(ANY_TIME)
    await run.days(2.5)
    await takeLease(run.store, 'another', 60_000, () => false, 'experiments')
    await run.looks.pulse()
    expect(await run.stored()).toEqual([])
    run.clock.advance(2 * 60_000)
    await run.looks.pulse()
    expect(await run.stored()).toHaveLength(2)
  })
})

function rowsOf({ analysis: { primary } }: PlannedResults): Row[] {
  return primary.flatMap((row) => ('difference' in (row as object) ? [row as Row] : []))
}

function total(units: Readonly<Record<string, number>>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}

/** Sums are made in the order that threads are done in, which is a matter of last digits. */
const DUST = 1 + 1e-9

function risesIn(rows: readonly Row[]): number {
  const p = (row?: Row): number => row?.difference.p ?? 1
  return rows.filter((row, at) => p(row) > DUST * p(rows[at - 1])).length
}

function widensIn(rows: readonly Row[]): number {
  const width = (row?: Row): number =>
    row === undefined ? Infinity : row.difference.interval.high - row.difference.interval.low
  return rows.filter((row, at) => width(row) > DUST * width(rows[at - 1])).length
}
