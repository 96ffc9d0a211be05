import { it } from 'vitest'
import type { StoredEvent } from '../stored-event.ts'
import { DAY, START, exposure, unit } from './events.ts'
import { expectClose } from './expect-close.ts'
import { type TestStore, nextEnvironment } from './test-store.ts'

/** Which losses are those of a variant. */
export function tellsLossBySession(testStore: () => Promise<TestStore>): void {
  it('tells loss by session: once a person, only after the variant was met, and bounded', async () => {
    const { spool, store } = await testStore()
    const { environment } = nextEnvironment()
    const met = (who: string, more: Partial<StoredEvent> = {}): StoredEvent =>
      exposure({
        environment,
        flag: 'cta',
        units: { targetingKey: unit(who) },
        session: who,
        sequence: 1,
        ...more,
      })
    const later = (session: string, sequence: number): StoredEvent =>
      exposure({ environment, session, sequence, flag: 'other', at: START + 1 })
    await spool.append([
      // Lost nothing; then half of what came after; then before it had met anything.
      met('whole'),
      later('whole', 2),
      met('half'),
      later('half', 3),
      met('before', { sequence: 99 }),
      later('before', 100),
      // Somebody who can write a number.
      met('hostile'),
      later('hostile', 900_000_000),
      // One network, three sessions.
      ...['1', '2', '3'].flatMap((nth, at) => [
        met('again', { session: `again-${nth}`, at: START + at }),
        later(`again-${nth}`, 3),
      ]),
      // Two variants, so that it tells nothing of either.
      met('both'),
      met('both', { sequence: 2, variant: 'urgent' }),
      later('both', 50),
      // Nothing but word of what was given up.
      {
        ...later('given', 7),
        type: 'dropped',
        dropReason: 'queue_full',
        count: 4,
        exposures: [{ flag: 'cta', variant: 'urgent', count: 4 }],
      },
    ])
    const question = { environment, flag: 'cta', from: START, to: START + DAY }
    expectClose(await store.lossByVariant(question), [
      {
        variant: 'control',
        sessions: 5,
        lossy: 3,
        received: 5,
        lost: 1002,
        shares: {
          sum: 1 + 1000 / 1001,
          ofSquares: 0.5 + (1000 / 1001) ** 2,
        },
      },
      {
        variant: 'urgent',
        sessions: 1,
        lossy: 1,
        received: 0,
        lost: 4,
        shares: { sum: 1, ofSquares: 1 },
      },
    ])
  })
}
