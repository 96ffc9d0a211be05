import { sql } from 'kysely'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import { LIVE_STATES } from './rollout-rows.ts'

/** How often it is asked which rollouts have ended with an alarm that is still open. */
const ENDED_MS = 30_000

/** A rollout that is to be looked at. */
export interface Due {
  readonly id: string
  readonly environment: string
  readonly revision: number
}

/** Knows which rollouts are to be looked at, by a clock that never jumps. */
export interface DueBook {
  /** The rollouts whose tick is over, or that nobody has looked at yet. */
  due(store: Pick<Store, 'read'>): Promise<Due[]>
  /** Milliseconds since the last look; 0 for the first, since nobody was watching before it. */
  since(id: string): number
  looked(id: string): void
  /** Leaves a rollout alone until something happens to it. */
  rests(rollout: Due): void
}

/** Makes an empty book. */
export function createDueBook(clock: Clock): DueBook {
  const looks = new Map<string, number>()
  // Plans are long and never change, so what is needed of one is read once.
  const ticks = new Map<string, number>()
  const resting = new Map<string, number>()
  let ended: readonly Due[] = []
  let endedAt = -Infinity

  const isDue = ({ id, revision }: Due): boolean =>
    resting.get(id) !== revision &&
    clock.monotonic() - (looks.get(id) ?? -Infinity) >= (ticks.get(id) ?? 0)
  const forgetOthers = (known: readonly Due[]): void => {
    const ids = new Set(known.map(({ id }) => id))
    for (const kept of [looks, ticks, resting]) {
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id)
    }
  }
  return {
    async due(store) {
      if (clock.monotonic() - endedAt >= ENDED_MS) {
        ended = await endedWithAlarm(store)
        endedAt = clock.monotonic()
      }
      const known = [...(await live(store)), ...ended]
      forgetOthers(known)
      const fresh = known.filter(({ id }) => !ticks.has(id)).map(({ id }) => id)
      for (const [id, tickMs] of await ticksOf(store, fresh)) ticks.set(id, tickMs)
      return known.filter(isDue)
    },
    since: (id) => clock.monotonic() - (looks.get(id) ?? clock.monotonic()),
    looked: (id) => void looks.set(id, clock.monotonic()),
    rests: ({ id, revision }) => void resting.set(id, revision),
  }
}

const COLUMNS = ['id', 'environment', 'revision'] as const

async function live(store: Pick<Store, 'read'>): Promise<Due[]> {
  return store.read(async (db) =>
    db.selectFrom('rollouts').select(COLUMNS).where('state_name', 'in', LIVE_STATES).execute(),
  )
}

/** Every state of every rollout there ever was is looked into for this, so it is not asked often. */
async function endedWithAlarm(store: Pick<Store, 'read'>): Promise<Due[]> {
  return store.read(async (db) =>
    db
      .selectFrom('rollouts')
      .select(COLUMNS)
      .where('state_name', 'in', ['completed', 'aborted'])
      .where(sql`json_extract(state, '$.alarm.text')`, 'is not', null)
      .execute(),
  )
}

const AT_ONCE = 500

async function ticksOf(
  store: Pick<Store, 'read'>,
  ids: readonly string[],
): Promise<(readonly [string, number])[]> {
  const found: (readonly [string, number])[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const rows = await store.read(async (db) =>
      db
        .selectFrom('rollouts')
        .select(['id', sql<number>`json_extract(plan, '$.tickMs')`.as('tick_ms')])
        .where('id', 'in', ids.slice(from, from + AT_ONCE))
        .execute(),
    )
    found.push(...rows.map(({ id, tick_ms: tickMs }) => [id, tickMs] as const))
  }
  return found
}
