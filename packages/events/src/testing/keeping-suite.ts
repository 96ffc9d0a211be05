import { expect, it } from 'vitest'
import { DAY, START, exposure } from './events.ts'
import { type TestStore, nextEnvironment } from './test-store.ts'

/** What event stores keep, and for how long. */
export function keepsWhatItShould(testStore: () => Promise<TestStore>): void {
  it('drops an event of a day that is over with the copy of it that came a month later', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const event = exposure({ environment })
    const stays = exposure({ environment, at: START + 12 * DAY })
    await spool.append([event, stays])
    await store.settle()
    await spool.append([{ ...event, receivedAt: START + 31 * DAY, at: START + 24 * DAY }])
    await store.settle()
    await store.retain(environment, START + 10 * DAY)
    const range = { environment, from: START - DAY, to: START + 40 * DAY }
    expect(await store.exposureCounts(range)).toMatchObject([{ exposures: 1, units: 1 }])
  })

  it('finds whole what is whole, in one part and in several', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const whole = { whole: true, waiting: 0, faults: [] }
    for (let segment = 0; segment < 2; segment++) {
      await spool.append([exposure({ environment })])
      await store.settle()
      expect(await store.verify()).toMatchObject(whole)
    }
    await store.compact()
    expect(await store.verify()).toMatchObject(whole)
  })
}
