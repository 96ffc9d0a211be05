import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import type { Analysis, Metric } from '../query/questions.ts'
import type { Spool } from '../spool/spool.ts'
import type { StoredEvent } from '../stored-event.ts'
import { DAY, START, base, exposure, outcome, unit } from './events.ts'
import { expectClose } from './expect-close.ts'
import { randomEvents } from './random-events.ts'
import * as exposuresBy from './reference-exposures.ts'
import * as metricsBy from './reference-metrics.ts'

/** A store to test, and the spool that feeds it. */
export interface TestStore {
  readonly spool: Spool
  readonly store: EventStore
  close(): Promise<void>
}

const HOUR = 3_600_000
let environments = 0

/** An environment of its own, so that tests and runs share a store. */
const nextEnvironment = (): string => {
  environments += 1
  return `shop-${environments}`
}

const analysis = (over: Partial<Analysis> & { environment: string }): Analysis => ({
  flag: 'checkout-cta',
  from: START - DAY,
  to: START + 10 * DAY,
  ...over,
})

type MomentMetric = Exclude<Metric, { kind: 'quantile' }>
type QuantileMetric = Extract<Metric, { kind: 'quantile' }>

const windowMs = fc.constantFrom(undefined, HOUR, DAY, 2 * DAY, 7 * DAY)
const settings = fc
  .record({
    windowMs,
    completeOnly: fc.boolean(),
    covariateMs: fc.constantFrom(undefined, DAY, 3 * DAY),
  })
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, v]) => v !== undefined)))
const measure = fc.record({
  outcome: fc.constantFrom('purchase', 'visit'),
  take: fc.constantFrom('count' as const, 'sum' as const, 'any' as const),
})
const momentMetric: fc.Arbitrary<Omit<MomentMetric, 'name'>> = fc.oneof(
  fc
    .record({
      kind: fc.constantFrom(
        'count' as const,
        'sum' as const,
        'conversion' as const,
        'mean' as const,
      ),
      outcome: fc.constantFrom('purchase', 'visit', 'never'),
    })
    .chain((metric) => settings.map((more) => ({ ...metric, ...more }))),
  fc
    .record({ kind: fc.constant('ratio' as const), numerator: measure, denominator: measure })
    .chain((metric) => settings.map((more) => ({ ...metric, ...more }))),
)
const someMetrics = fc
  .array(momentMetric, { minLength: 1, maxLength: 3 })
  .map((metrics) => metrics.map((metric, at) => ({ ...metric, name: `m${at}` }) as MomentMetric))

const analyses = fc.record(
  {
    flag: fc.constantFrom('cta', 'hero'),
    unit: fc.constantFrom('targetingKey', 'anonymousKey', 'company'),
    from: fc.constantFrom(START - 2 * DAY, START, START + 1),
    to: fc.constantFrom(START + DAY, START + 9 * DAY),
    until: fc.constantFrom(START + 5 * DAY, START + 14 * DAY),
    allocationVersion: fc.constant(1),
    experiment: fc.constant('first'),
    segmentBy: fc.constantFrom('country', 'seats', 'nothing'),
    mixed: fc.constantFrom('exclude' as const, 'first' as const),
  },
  { requiredKeys: ['flag', 'from', 'to', 'until'] },
)

/** What every engine has to answer, the same. */
export function describeEventStore(
  name: string,
  open: () => Promise<TestStore>,
  { numRuns }: { readonly numRuns: number },
): void {
  describe(`the event store on ${name}`, () => {
    let opened: Promise<TestStore> | undefined
    const testStore = (): Promise<TestStore> => (opened ??= open())

    /** Stores events in one environment, partly sealed and partly not, and tells which. */
    async function stored(
      events: readonly StoredEvent[],
    ): Promise<{ store: EventStore; environment: string; events: StoredEvent[] }> {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
      const own = events.map((event) => ({
        ...event,
        environment: event.environment === 'shop' ? environment : `${environment}-other`,
      }))
      const half = Math.ceil(own.length / 2)
      await spool.append(own.slice(0, half))
      if (environments % 4 === 0) await store.settle()
      await spool.append(own.slice(half))
      if (environments % 6 === 0) await store.settle()
      return { store, environment, events: own }
    }

    async function check(
      property: (from: {
        store: EventStore
        events: StoredEvent[]
        analysis: Analysis & { until: number }
        metrics: MomentMetric[]
      }) => Promise<void>,
    ): Promise<void> {
      await fc.assert(
        fc.asyncProperty(randomEvents, analyses, someMetrics, async (drawn, asked, metrics) => {
          const { store, environment, events } = await stored(drawn)
          await property({ store, events, metrics, analysis: { ...asked, environment } })
        }),
        { numRuns },
      )
    }

    it('counts exposures as the reference does', async () => {
      await check(async ({ store, events, analysis: { environment, from, to } }) => {
        for (const more of [{}, { flag: 'cta', bucketMs: HOUR * 6, segmentBy: 'country' }]) {
          const question = { environment, from, to, ...more }
          expectClose(
            await store.exposureCounts(question),
            exposuresBy.exposureCounts(events, question),
          )
        }
      })
    })

    it('finds first exposures and mixed units as the reference does', async () => {
      await check(async ({ store, events, analysis: asked }) => {
        expectClose(await store.firstExposures(asked), exposuresBy.firstExposures(events, asked))
        expectClose(await store.mixedUnits(asked), exposuresBy.mixedUnits(events, asked))
      })
    })

    it('computes metrics and covariates as the reference does', async () => {
      await check(async ({ store, events, analysis: asked, metrics }) => {
        const { statistics } = await store.metrics(asked, metrics)
        expectClose(statistics, metricsBy.metrics(events, asked, metrics), 1e6)
      })
    })

    it('computes quantiles and order statistics as the reference does', async () => {
      await check(async ({ store, events, analysis: asked }) => {
        const metrics: QuantileMetric[] = [
          { name: 'a', kind: 'quantile', outcome: 'purchase', probability: 0.5 },
          {
            name: 'b',
            kind: 'quantile',
            outcome: 'visit',
            probability: 0.9,
            windowMs: 2 * DAY,
            completeOnly: true,
            ranks: (n) => [1, Math.ceil(n / 2), n, n + 1],
          },
        ]
        const { quantiles } = await store.metrics(asked, metrics)
        expectClose(quantiles, metricsBy.quantiles(events, asked, metrics), 1e3)
      })
    })

    it('computes metrics by day since exposure as the reference does', async () => {
      await check(async ({ store, events, analysis: asked, metrics }) => {
        expectClose(
          await store.metricsByDay(asked, metrics, 4),
          metricsBy.metricsByDay(events, asked, metrics, 4),
          1e6,
        )
      })
    })

    it('tells times to an outcome and censored units as the reference does', async () => {
      await check(async ({ store, events, analysis: asked }) => {
        const question = { outcome: 'purchase', horizonMs: 3 * DAY, resolutionMs: HOUR }
        expectClose(
          await store.timeToOutcome(asked, question),
          metricsBy.timeToOutcome(events, asked, question),
        )
      })
    })

    it('tells loss by variant as the reference does', async () => {
      await check(async ({ store, events, analysis: { environment, flag, from, to } }) => {
        const question = { environment, flag, from, to }
        expectClose(
          await store.lossByVariant(question),
          exposuresBy.lossByVariant(events, question),
        )
      })
    })

    it('counts an event once that is sent ten times, and tells when one of them says something else', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
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

    it('joins outcomes that come before or long after their exposure, by when they happened', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
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

    it('keeps a deviation of 1 at a mean of 1e9', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
      const people = ['a', 'b', 'c', 'd'].map((name) => ({ targetingKey: unit(name) }))
      await spool.append(
        people.flatMap((units, at) => [
          exposure({ environment, units }),
          outcome({ environment, units, value: 1e9 + at }),
        ]),
      )
      const { statistics } = await store.metrics(analysis({ environment }), [
        { name: 'sum', kind: 'sum', outcome: 'purchase' },
      ])
      expect(statistics[0]?.moments.mean).toEqual([1e9 + 1.5])
      expect(statistics[0]?.moments.covariance[0]?.[0]).toBeCloseTo(5 / 3, 6)
    })

    it('tells who reads a flag, and when it was last seen', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
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
      expect(await store.usage({ environment, flag: 'b', from: START + 1 })).toMatchObject([
        { flag: 'b', reads: 0, exposures: 1 },
      ])
    })

    it('lists the events received last', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
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

    it('takes any text for a text', async () => {
      const { spool, store } = await testStore()
      const environment = nextEnvironment()
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
      const environment = nextEnvironment()
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
        message: expect.stringContaining(said),
      })
    })

    it('ends', async () => {
      await (await testStore()).close()
      expect(await opened).toBeDefined()
    })
  })
}
