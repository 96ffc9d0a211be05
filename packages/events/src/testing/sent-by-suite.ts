import { expect, it } from 'vitest'
import { CRASHES, type Metric } from '../query/questions.ts'
import type { SentBy, StoredEvent } from '../stored-event.ts'
import { DAY, START, exposure, outcome, unit } from './events.ts'
import { type TestStore, analysis, nextEnvironment } from './test-store.ts'

const METRICS: readonly Metric[] = [
  { name: 'bought', kind: 'conversion', outcome: 'purchase' },
  { name: 'crashed', kind: 'conversion', outcome: CRASHES },
]

/** What a server sent, apart from what came with the key that every page has. */
export function knowsWhoSent(testStore: () => Promise<TestStore>): void {
  it('counts the people and the events of servers alone where that is asked', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const of = (name: string, sentBy?: SentBy): Partial<StoredEvent> => ({
      environment,
      units: { targetingKey: unit(name) },
      ...(sentBy !== undefined && { sentBy }),
    })
    const crash = (over: Partial<StoredEvent>): StoredEvent => ({
      ...exposure(over),
      type: 'crash',
      message: 'It broke.',
    })
    await spool.append([
      // Both told of ada; of her purchases one side each.
      exposure(of('ada', 'client')),
      exposure({ ...of('ada', 'server'), at: START + 5 }),
      outcome({ ...of('ada', 'server'), at: START + 10 }),
      // What a page says of whom a server knows is a page's word all the same.
      exposure(of('bob', 'server')),
      outcome(of('bob', 'client')),
      crash(of('bob', 'client')),
      // Nobody but pages knows of these, and of the last one nobody knows who told.
      exposure(of('eve', 'client')),
      outcome(of('eve', 'server')),
      crash(of('eve', 'client')),
      exposure(of('old')),
      outcome(of('old')),
    ])
    const told = async (asked: object): Promise<unknown> => {
      const { all } = await store.metricsBy(analysis({ environment, ...asked }), METRICS, [])
      return all.map(({ units, statistics }) => [units, ...statistics.map(({ active }) => active)])
    }
    for (const isAtRest of [false, true]) {
      if (isAtRest) {
        await store.settle()
        await store.compact()
      }
      expect(await told({})).toEqual([[4, 4, 2]])
      expect(await told({ sentBy: 'server' })).toEqual([[2, 1, 0]])
    }
    const [first] = await store.firstExposures(analysis({ environment, sentBy: 'server' }))
    expect(first).toMatchObject({ units: 2, firstAt: START, lastAt: START + 5 })
    const steps = await store.timeToOutcome(
      analysis({ environment, sentBy: 'server', until: START + DAY }),
      { outcome: 'purchase', horizonMs: 1_000, resolutionMs: 1 },
    )
    expect(steps).toMatchObject([
      { timeMs: 5, events: 1 },
      { events: 0, censored: 1 },
    ])
  })
}
