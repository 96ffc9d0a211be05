import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { askedStore } from '../../measure/asked-store.ts'
import { findBegun, resultsOf } from '../load-run.ts'
import {
  DAY_MS,
  startPlannedRun,
  type PlannedResults,
  type PlannedRun,
} from '../testing/planned-run.ts'
import { looksAtEnd } from './looks-at-end.ts'

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

describe('a decision while looks are being taken', () => {
  it.each([
    ['at any time', { kind: 'always_valid' }, 5],
    ['at planned looks', { kind: 'group_sequential', units: 800, fractions: [0.25, 0.5, 1] }, 2],
  ] as const)('has each look once where it is read %s', async (_title, stopping, length) => {
    const run = await start(stopping)
    await run.days(5.5)
    const sources = {
      store: askedStore(run.events.keeper.store),
      prometheus: async () => Promise.reject(new Error('There is no Prometheus.')),
      now: () => run.clock.now(),
    }
    const ruleset = run.store.live.get('shop')?.ruleset
    if (ruleset === undefined) throw new Error('There is no shop.')
    const begun = await findBegun(run.store, ruleset, 'shop', 'words')
    const of = { environment: 'shop', ruleset, ...begun }
    const untaken = await looksAtEnd(run.store, sources, of, run.clock.now())
    // Meanwhile they are taken, but for what is not settled yet.
    await run.looks.pulse()
    const stored = await run.stored()
    expect(stored).toHaveLength(length)
    const results = await resultsOf(run.store, sources, ruleset, 'shop', begun, {
      sinceExposure: false,
      untaken,
    })
    expect(results.analysis.primary).not.toEqual([])
    expect(results.looks?.taken.map(({ look }) => look) ?? []).toEqual(
      stopping.kind === 'always_valid' ? [] : [0, 1],
    )
  })
})

describe('a decision between the time of a look and its taking', () => {
  const address = '/v1/environments/shop/experiments/words'
  const decide = async (run: PlannedRun, body: object) =>
    run.send('POST', `${address}/decide`, { body: { reason: 'Enough.', ...body } })
  const frozen = async (run: PlannedRun) => {
    const archive = await run.send('GET', '/v1/environments/shop/experiment-archive')
    const { items } = (await archive.json()) as { items: { snapshot: { href: string } }[] }
    const answer = await run.send('GET', items[0]?.snapshot.href ?? '')
    return (await answer.json()) as PlannedResults
  }

  it.each(['decided', 'stopped and decided'])('is made by the look when it is %s', async (how) => {
    const startsAt = Date.now() - 25 * DAY_MS
    const inTime = await start(ONCE, { startsAt })
    await inTime.days(8)
    await inTime.looks.pulse()
    const run = await start(ONCE, { startsAt })
    await run.days(8)
    if (how !== 'decided') await run.send('POST', `${address}/stop`)
    const refused = await decide(run, { decision: 'ship', variant: 'nobody' })
    expect([refused.status, await run.stored()]).toEqual([422, []])
    expect((await decide(run, { decision: 'end' })).status).toBe(200)
    expect(await run.documents()).toEqual(await inTime.documents())
    const [live, then, now] = [await inTime.results(), await frozen(run), await run.results()]
    const said = ({ verdict, looks, analysis: { primary } }: PlannedResults) => [
      verdict,
      looks?.shown,
      looks?.taken.map(({ plannedAt, units }) => [plannedAt, units]),
      primary,
    ]
    expect(said(then)).toEqual(said(live))
    expect(said(now)).toEqual(said(live))
    // Whoever comes in later changes nothing any more.
    await run.days(9)
    await run.looks.pulse()
    expect(said(await run.results())).toEqual(said(live))
  })

  it('is a look of its own where the units came since the hour', async () => {
    const run = await start({ kind: 'fixed', units: 400 })
    await run.days(3.99)
    const before = total((await run.results()).units)
    const late = await start({ kind: 'fixed', units: before }, { startsAt: run.startedAt })
    await late.days(3.99)
    expect((await decide(late, { decision: 'end' })).status).toBe(200)
    expect(await late.stored()).toMatchObject([{ planned_at: late.clock.now() }])
    expect((await late.results()).looks).toMatchObject({ shown: 0, taken: [{ units: before }] })
  })
})

it('reads what was decided before looks were kept as it was when it ended', async () => {
  const run = await start(ONCE)
  await run.days(9)
  const decided = await run.send('POST', '/v1/environments/shop/experiments/words/decide', {
    body: { decision: 'end', reason: 'Enough.' },
  })
  expect(decided.status).toBe(200)
  await run.store.write(async ({ db }) => {
    await sql`drop trigger experiment_looks_lose_none`.execute(db)
    await db.deleteFrom('experiment_looks').execute()
    // Nor is what it was decided by where it says.
    const document = sql<string>`json_remove(document, '$.readsAtLooks', '$.decision.snapshot')`
    await db.updateTable('experiment_archive').set({ document }).execute()
  })
  await run.days(9)
  await run.looks.pulse()
  const results = await run.results()
  expect(results).toMatchObject({ looks: null, verdict: { decision: 'inconclusive' } })
  expect(total(results.units)).toBeLessThan(950)
})

function total(units: Readonly<Record<string, number>>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}
