import { sql } from 'kysely'
import type { DiskReserve } from './disk-reserve.ts'
import { unavailableCause } from './store-error.ts'
import type { Unit, Writer } from './unit.ts'

/** How long after a failure the database is tried again, in milliseconds. */
const RETRY_MS = 2_000

/** As much as a large flag takes. */
const TRIAL_BYTES = 64 * 1024

/** Knows whether the database can be used, and finds out by itself when it can again. */
export interface DatabaseRetry {
  /** Why it cannot be used; `undefined` when it can. */
  readonly failure: string | undefined
  /** Takes note of how a change went. */
  outcome(error: unknown): void
  /** Looks after the reserve, once it was given up. */
  reserveSpent(): void
  stop(): void
}

/** Begins with a database that works. */
export function createDatabaseRetry(
  writer: () => Writer,
  reserve: Pick<DiskReserve, 'refill'>,
): DatabaseRetry {
  let failure: string | undefined
  let isReserveSpent = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const plan = (): void => {
    if (isStopped || timer !== undefined) return
    timer = setTimeout(() => void retry(), RETRY_MS)
    timer.unref()
  }
  const retry = async (): Promise<void> => {
    // The writer tells its outcome to whoever listens, so there is nothing to do about it here.
    if (failure !== undefined)
      await writer()
        .write(tryOut)
        .catch(() => undefined)
    if (failure === undefined && isReserveSpent && !isStopped) {
      isReserveSpent = !(await reserve.refill())
    }
    timer = undefined
    if (failure !== undefined || isReserveSpent) plan()
  }
  return {
    get failure() {
      return failure
    },
    outcome(error) {
      const cause = unavailableCause(error)
      // That a change was refused for what it says tells nothing of the database.
      if (error !== undefined && cause === undefined) return
      failure = cause
      if (failure !== undefined) plan()
    },
    reserveSpent() {
      isReserveSpent = true
      plan()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

// Needs room as a change does, and leaves nothing behind but that room.
async function tryOut({ db }: Unit): Promise<void> {
  const { timeout } = (await sql<{ timeout: number }>`pragma busy_timeout`.execute(db)).rows[0] ?? {
    timeout: 0,
  }
  // Waiting for another process would keep everybody who asks for flags waiting too.
  await sql`pragma busy_timeout = 0`.execute(db)
  try {
    const name = 'trial'
    await db
      .insertInto('meta')
      .values({ name, value: ' '.repeat(TRIAL_BYTES) })
      .execute()
    await db.deleteFrom('meta').where('name', '=', name).execute()
  } finally {
    await sql`pragma busy_timeout = ${sql.lit(timeout)}`.execute(db)
  }
}
