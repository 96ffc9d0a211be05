import { draftState } from '@sluice/rollout'
import { expect, it } from 'vitest'
import { flagMark } from './flag-mark.ts'
import { look, startRolloutService } from './testing/rollout-service.ts'

const MANY = 300

it(
  'looks at hundreds of rollouts without holding up the service',
  { timeout: 120_000 },
  async () => {
    const service = await startRolloutService()
    const { store } = service
    const id = await service.draft()
    const flag = store.live.get('shop')!.ruleset.flags['checkout']!
    await store.write(async ({ db, now }) => {
      const row = await db
        .selectFrom('rollouts')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const state = {
        ...draftState({ id: 'a', name: 'A' }),
        name: 'running',
        step: 0,
        versionBefore: 1,
        version: 1,
      }
      for (let n = 0; n < MANY; n++) {
        // Each of a flag of its own, as far as the database can tell.
        const own = {
          id: `r-${n}`,
          flag: `checkout-${n}`,
          state_name: 'running',
          state: JSON.stringify(state),
        }
        await db
          .insertInto('rollouts')
          .values({ ...row, ...own, flag_mark: flagMark(flag), changed_at: now })
          .execute()
      }
    })
    service.sees(look(1_000, [50, 50]))
    // Requests have their turn as often as the loop goes round.
    let turns = 0
    let isLooking = true
    const count = (): void => {
      turns++
      if (isLooking) setImmediate(count)
    }
    setImmediate(count)
    await service.runner.pulse()
    isLooking = false
    const ticked = await store.read(async (db) =>
      db
        .selectFrom('rollouts')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('revision', '=', 1)
        .executeTakeFirstOrThrow(),
    )
    expect(Number(ticked.count)).toBe(MANY)
    expect(turns).toBeGreaterThan(MANY / 8)
    await service.close()
  },
)
