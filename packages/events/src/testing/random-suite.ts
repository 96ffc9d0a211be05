import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import {
  type Analysis,
  CRASHES,
  type Grouping,
  type Metric,
  type OtherExperiment,
} from '../query/questions.ts'
import type { StoredEvent } from '../stored-event.ts'
import { DAY, START } from './events.ts'
import { expectClose } from './expect-close.ts'
import { randomEvents } from './random-events.ts'
import * as exposuresBy from './reference-exposures.ts'
import * as metricsBy from './reference-metrics.ts'
import { type TestStore, nextEnvironment } from './test-store.ts'

const HOUR = 3_600_000

type MomentMetric = Exclude<Metric, { kind: 'quantile' }>
type QuantileMetric = Extract<Metric, { kind: 'quantile' }>

const windowMs = fc.constantFrom(undefined, HOUR, DAY, 2 * DAY, 7 * DAY)
const settings = fc
  .record({
    windowMs,
    completeOnly: fc.boolean(),
    covariateMs: fc.constantFrom(undefined, DAY, 3 * DAY),
    fromMs: fc.constantFrom(undefined, 0, 1, DAY),
    bounds: fc.constantFrom(undefined, { upper: 100 }, { lower: -10, upper: 2 }, { lower: 0 }),
  })
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, v]) => v !== undefined)))
const measure = fc.record({
  outcome: fc.constantFrom('purchase', 'visit', CRASHES),
  take: fc.constantFrom('count' as const, 'sum' as const, 'any' as const, 'above' as const),
  threshold: fc.constantFrom(-1, 0, 200),
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
      outcome: fc.constantFrom('purchase', 'visit', 'never', CRASHES),
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
    rule: fc.constantFrom('split', 'opt-out:first'),
    withoutRule: fc.constant('opt-out:first'),
    sentBy: fc.constant('server' as const),
    segmentBy: fc.constantFrom('country', 'seats', 'nothing'),
    mixed: fc.constantFrom('exclude' as const, 'first' as const),
  },
  { requiredKeys: ['flag', 'from', 'to', 'until'] },
)

/** Whether somebody met a flag twice at once, and was not the same both times. */
function hasTies(events: readonly StoredEvent[]): boolean {
  const seen = new Map<string, string>()
  return events.some(({ type, flag, at, units, attributes = {} }) =>
    Object.entries(units).some(([name, unit]) => {
      if (type !== 'exposure') return false
      const key = JSON.stringify([flag, at, name, unit])
      const like = JSON.stringify([attributes['country'] ?? '', attributes['seats'] ?? ''])
      const before = seen.get(key) ?? like
      seen.set(key, before)
      return before !== like
    }),
  )
}

/** Compares every answer with a plain computation, over random events. */
export function answersAsTheReference(testStore: () => Promise<TestStore>, numRuns: number): void {
  /** Stores events in one environment, partly sealed and partly not, and tells which. */
  async function stored(
    events: readonly StoredEvent[],
  ): Promise<{ store: EventStore; environment: string; events: StoredEvent[] }> {
    const { spool, store } = await testStore()
    const { environment, count } = nextEnvironment()
    const own = events.map((event) => ({
      ...event,
      environment: event.environment === 'shop' ? environment : `${environment}-other`,
    }))
    const half = Math.ceil(own.length / 2)
    await spool.append(own.slice(0, half))
    if (count % 4 === 0) await store.settle()
    await spool.append(own.slice(half))
    if (count % 6 === 0) await store.settle()
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
      // Without shrinking: each try takes a store, and the seed replays the failure.
      { numRuns, endOnFailure: true },
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

  it('computes metrics by several groupings as the reference does', async () => {
    let untied = 0
    const groupings: Exclude<Grouping, OtherExperiment>[] = [
      'day',
      { attribute: 'country' },
      { attribute: 'seats' },
    ]
    await check(async ({ store, events, analysis: { segmentBy: _one, ...asked }, metrics }) => {
      const { all, groups, unitsInSeveralVariants } = await store.metricsBy(
        asked,
        metrics,
        groupings,
      )
      const mixed = asked.mixed === 'first' ? [] : exposuresBy.mixedUnits(events, asked)
      expect(unitsInSeveralVariants).toBe(mixed.reduce((sum, { units }) => sum + units, 0))
      const rows = (units: typeof all, segment?: string): object[] =>
        units.flatMap(({ variant, statistics }) =>
          statistics.map((one) => ({ ...one, variant, segment })),
        )
      expectClose(rows(all), metricsBy.metrics(events, asked, metrics), 1e6)
      // Of two first exposures in one millisecond, either may say what the unit was like.
      const known = hasTies(events) ? groupings.slice(0, 1) : groupings
      if (known.length > 1) untied++
      for (const [at, grouping] of known.entries()) {
        const found = groups[at]?.flatMap(({ value, variants }) =>
          rows(variants, value === '' ? undefined : value),
        )
        expectClose(found, metricsBy.metricsBy(events, asked, metrics, grouping), 1e6)
      }
    })
    expect(untied).toBeGreaterThan(numRuns / 10)
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
        { name: 'c', kind: 'quantile', outcome: 'purchase', probability: 0.75, each: 'mean' },
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
    await check(async ({ store, events, analysis: { environment, flag, unit, from, to } }) => {
      const question = { environment, flag, from, to, ...(unit !== undefined && { unit }) }
      expectClose(await store.lossByVariant(question), exposuresBy.lossByVariant(events, question))
    })
  })
}
