import { expect, it } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import type { Analysis, Metric } from '../query/questions.ts'
import { DAY, START, base, exposure, outcome, unit } from './events.ts'
import { type TestStore, analysis, nextEnvironment } from './test-store.ts'

const HOUR = 3_600_000

/** What has happened to event stores, one case each. */
export function keepsItsPromises(testStore: () => Promise<TestStore>): void {
  it('counts an event once that is sent ten times, and tells when one of them says something else', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const before = await store.state()
    const events = Array.from({ length: 50 }, () => exposure({ environment }))
    for (let time = 0; time < 10; time++) {
      await spool.append(events.map((event) => ({ ...event, receivedAt: START + time })))
      if (time % 3 === 1) await store.settle()
    }
    const [first] = events
    await spool.append([{ ...exposure({ environment }), id: first?.id ?? '', variant: 'urgent' }])
    const counts = await store.exposureCounts({ environment, from: START, to: START + DAY })
    expect(counts).toMatchObject([{ variant: 'control', exposures: 50 }])
    await store.settle()
    await store.compact()
    const after = await store.state()
    expect(after.duplicates - before.duplicates).toBe(451)
    expect(after.conflicts - before.conflicts).toBe(1)
    expect(await store.exposureCounts({ environment, from: START, to: START + DAY })).toEqual(
      counts,
    )
  })

  it('keeps the first of two events under one id, also when both came in the same millisecond', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const firsts = Array.from({ length: 20 }, () => exposure({ environment }))
    await spool.append(firsts)
    await store.settle()
    await spool.append(firsts.map((event) => ({ ...event, variant: 'urgent' })))
    await store.settle()
    expect(await store.exposureCounts({ environment, from: START, to: START + DAY })).toMatchObject(
      [{ variant: 'control', exposures: 20 }],
    )
  })

  it('joins outcomes that come before or long after their exposure, by when they happened', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const metric: Metric = {
      name: 'bought',
      kind: 'conversion',
      outcome: 'purchase',
      windowMs: DAY,
    }
    const bought = async (): Promise<number | undefined> => {
      const { statistics } = await store.metrics(analysis({ environment }), [metric])
      return statistics[0]?.moments.mean[0]
    }
    await spool.append([outcome({ environment, at: START + HOUR })])
    await store.settle()
    expect(await bought()).toBeUndefined()
    await spool.append([exposure({ environment, receivedAt: START + HOUR })])
    expect(await bought()).toBe(1)
    const other = { targetingKey: unit('bob') }
    await spool.append([
      exposure({ environment, units: other }),
      outcome({ environment, units: other, at: START + DAY, receivedAt: START + DAY }),
    ])
    expect(await bought()).toBe(0.5)
    await spool.append([
      outcome({ environment, units: other, at: START + DAY - 1, receivedAt: START + 9 * DAY }),
    ])
    expect(await bought()).toBe(1)
  })

  it('tells who reads a flag, and when it was last seen', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    await spool.append([
      { ...base({ at: START }), environment, reads: { a: 3, b: 1 }, reader: 'shop.example' },
      { ...base({ at: START + 5 }), environment, reads: { a: 2 }, reader: 'shop.example' },
      { ...base({ at: START + 3 }), environment, reads: { a: 1 } },
      exposure({ environment, flag: 'b', at: START + 9, reader: 'api' }),
    ])
    expect(await store.usage({ environment })).toEqual([
      {
        flag: 'a',
        lastSeenAt: START + 5,
        reads: 6,
        exposures: 0,
        readers: [
          { reader: 'shop.example', lastSeenAt: START + 5, reads: 5 },
          { reader: undefined, lastSeenAt: START + 3, reads: 1 },
        ],
      },
      {
        flag: 'b',
        lastSeenAt: START + 9,
        reads: 1,
        exposures: 1,
        readers: [
          { reader: 'api', lastSeenAt: START + 9, reads: 0 },
          { reader: 'shop.example', lastSeenAt: START, reads: 1 },
        ],
      },
    ])
    // A clock that is ahead: nobody was seen later than they were heard of.
    const ahead = { environment, at: START + 300_000, receivedAt: START + 1000 }
    await spool.append([
      { ...base(ahead), ...ahead, reads: { c: 1 } },
      exposure({ ...ahead, flag: 'c' }),
    ])
    expect(await store.usage({ environment, flag: 'c' })).toMatchObject([
      { lastSeenAt: START + 1000, readers: [{ lastSeenAt: START + 1000 }] },
    ])
    expect(await store.usage({ environment, flag: 'b', from: START + 1 })).toMatchObject([
      { flag: 'b', reads: 0, exposures: 1 },
    ])
  })

  it('lists the events received last', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    await spool.append([
      exposure({ environment, at: START, override: true }),
      outcome({ environment, at: START + 1, value: 3 }),
      exposure({ environment, at: START + 2, reader: 'shop' }),
    ])
    expect(await store.recent({ environment, limit: 2 })).toMatchObject([
      { type: 'exposure', at: START + 2, flag: 'checkout-cta', reader: 'shop', counted: true },
      { type: 'outcome', name: 'purchase', value: 3, at: START + 1 },
    ])
    const overridden = await store.recent({ environment, type: 'exposure', flag: 'checkout-cta' })
    expect(overridden.at(-1)).toMatchObject({ counted: false, variant: 'control' })
  })

  it('tells what came in, who was there, and what units did', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const [ada, bob] = ['ada', 'bob'].map((name) => ({ targetingKey: unit(name) }))
    await spool.append([
      exposure({ environment, units: ada ?? {}, attributes: { country: 'DE' }, weight: 4 }),
      outcome({ environment, units: ada ?? {}, value: 3 }),
      outcome({ environment, units: ada ?? {}, value: 4 }),
      outcome({ environment, units: { ...bob, shop: unit('mill') }, name: 'visit' }),
    ])
    const time = { from: START - DAY, to: START + DAY }
    expect(await store.outcomesSeen({ environment, ...time })).toEqual([
      { name: 'purchase', events: 2, valued: 2, lastAt: START },
      { name: 'visit', events: 1, valued: 0, lastAt: START },
    ])
    const visits = await store.outcomesSeen({ environment, ...time, unit: 'shop' })
    expect(visits).toMatchObject([{ name: 'visit' }])
    expect(await store.outcomesSeen({ environment, ...time, unit: 'anonymousKey' })).toEqual([])
    const who = { environment, unit: 'targetingKey', flag: 'checkout-cta', ...time }
    expect(await store.activity(who)).toEqual({ units: 2, exposed: 1, weight: 4, firstAt: START })
    const nobody = { ...who, from: START + DAY, to: START + 2 * DAY }
    expect(await store.activity(nobody)).toEqual({
      units: 0,
      exposed: 0,
      weight: 1,
      firstAt: undefined,
    })
    const metrics: Metric[] = [
      { name: 'spent', kind: 'sum', outcome: 'purchase', windowMs: 1 },
      { name: 'visited', kind: 'conversion', outcome: 'visit' },
    ]
    expect(await store.unitValues({ ...who, metrics, attributes: ['country'], limit: 10 })).toEqual(
      [
        { unit: unit('ada'), values: [7, 0], attributes: ['DE'] },
        { unit: unit('bob'), values: [0, 1], attributes: [undefined] },
      ],
    )
    expect(await store.unitValues({ ...who, metrics: [], attributes: [], limit: 1 })).toEqual([
      { unit: unit('ada'), values: [], attributes: [] },
    ])
  })

  it('tells the SQL that it runs, with the parameters beside it', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    await spool.append([exposure({ environment })])
    const ran: { sql: string; params: object }[] = []
    const asked = store.traced((sql, params) => ran.push({ sql, params }))
    expect(await asked.firstExposures(analysis({ environment }))).toHaveLength(1)
    expect(ran).toHaveLength(1)
    expect(ran[0]?.sql).toContain("from events where type = 'exposure' and flag = $flag")
    expect(ran[0]?.params).toMatchObject({ flag: 'checkout-cta' })
  })

  it('takes any text for a text', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const hostile = `'; drop table fresh; -- "\\ \${x} $1 {a:String} read_csv('/etc/passwd') \u0000 🙈`
    const units = { [hostile]: unit('x'), targetingKey: 'no hexadecimal' }
    const events = [
      exposure({
        environment,
        flag: hostile,
        variant: hostile,
        attributes: { [hostile]: hostile },
        units,
      }),
      outcome({ environment, name: hostile, value: 2, units }),
    ]
    await spool.append(events)
    const asked = analysis({ environment, flag: hostile, unit: hostile, segmentBy: hostile })
    const metrics: Metric[] = [
      { name: hostile, kind: 'sum', outcome: hostile },
      { name: 'q', kind: 'quantile', outcome: hostile, probability: 0.5, ranks: () => [1] },
    ]
    const arm = { variant: hostile, segment: hostile }
    expect(await store.metrics(asked, metrics)).toMatchObject({
      statistics: [{ ...arm, metric: hostile, moments: { units: 1, mean: [2] } }],
      quantiles: [{ ...arm, estimate: 2, ranked: { 1: 2 } }],
    })
    const count = { environment, flag: hostile, segmentBy: hostile, from: START, to: START + 1 }
    expect(await store.exposureCounts(count)).toMatchObject([{ ...arm, exposures: 1, units: 1 }])
    expect(
      await store.lossByVariant({ environment, flag: hostile, from: START, to: START + 1 }),
    ).toMatchObject([{ variant: hostile, sessions: 1 }])
  })

  it('keeps days and erases units on request', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const far = exposure({ environment, at: START - 400 * DAY, receivedAt: START - 400 * DAY })
    const company = { company: unit('acme') }
    await spool.append([
      far,
      exposure({ environment }),
      exposure({ environment, units: { targetingKey: unit('bob') } }),
      exposure({ environment, units: company }),
      outcome({ environment, units: company }),
    ])
    const left = async (): Promise<number> => (await store.recent({ environment })).length
    expect(await left()).toBe(5)
    expect(await store.retain(environment, START - 2 * DAY)).toBe(1)
    expect(await left()).toBe(4)
    expect(await store.erase(environment, { targetingKey: unit('bob') })).toBe(1)
    expect(await store.erase(environment, company)).toBe(2)
    expect(await left()).toBe(1)
    expect(await store.erase(environment, { targetingKey: unit('nobody') })).toBe(0)
  })

  it('never counts what came later under the id of an event that was erased, unless it comes again', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const units = { targetingKey: unit('bob') }
    const first = exposure({ environment, units })
    const { id } = first
    const second = exposure({ environment, id, variant: 'urgent', receivedAt: START + 2_000 })
    const anonymous = { anonymousKey: unit('carol') }
    const third = exposure({ environment, id, units: anonymous, receivedAt: START + 3_000 })
    const other = exposure({ environment })
    await spool.append([first, other])
    await store.settle()
    for (const event of [second, third]) {
      await spool.append([event])
      await store.settle()
    }
    const shown = async (): Promise<Record<string, number>> => {
      const range = { environment, from: START - DAY, to: START + DAY }
      const counts = await store.exposureCounts(range)
      return Object.fromEntries(counts.map(({ variant, exposures }) => [variant, exposures]))
    }
    expect(await shown()).toEqual({ control: 2 })
    // What never counted is nothing that goes.
    expect(await store.erase(environment, anonymous)).toBe(0)
    expect(await store.erase(environment, units)).toBe(1)
    expect(await shown()).toEqual({ control: 1 })
    await spool.append([second])
    await store.settle()
    expect(await shown()).toEqual({ control: 1, urgent: 1 })
  })

  it.each<[string, (store: EventStore, asked: Analysis) => Promise<unknown>]>([
    ['"to" after "from"', (store, asked) => store.firstExposures({ ...asked, to: asked.from })],
    ['whole milliseconds', (store, asked) => store.mixedUnits({ ...asked, from: Number.NaN })],
    ['1 to 50', (store, asked) => store.metrics(asked, [])],
    [
      'until',
      (store, asked) => store.timeToOutcome(asked, { outcome: 'purchase', horizonMs: DAY }),
    ],
    ['1 to 1000', (store, asked) => store.recent({ environment: asked.environment, limit: 0 })],
    [
      'between 0 and 1',
      (store, asked) =>
        store.metrics(asked, [{ name: 'q', kind: 'quantile', outcome: 'x', probability: 1 }]),
    ],
  ])('refuses a bad question and says %s', async (said, ask) => {
    const { store } = await testStore()
    await expect(ask(store, analysis({ environment: 'shop' }))).rejects.toMatchObject({
      code: 'INVALID_QUESTION',
      message: expect.stringContaining(said) as string,
    })
  })
}
