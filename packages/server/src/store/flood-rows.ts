import type { Kysely, Transaction } from 'kysely'
import { createFloodBook, REMEMBERED_MS, type Flood, type FloodBook } from '../intake/flood-book.ts'
import type { Logger } from '../http/logger.ts'
import type { Tables } from './tables.ts'
import type { Writer } from './unit.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** Brings the floods of a data folder into memory, and keeps new ones there. */
export async function openFloods({
  db,
  writer,
  now,
  logger,
}: {
  readonly db: Kysely<Tables>
  readonly writer: Writer
  readonly now: () => number
  readonly logger: Logger
}): Promise<FloodBook> {
  return createFloodBook({
    known: await lastingFloods(db, now()),
    keep(flood) {
      writer
        .write(async (unit) => keepFlood(unit.db, flood, unit.now))
        .catch((err: unknown) => {
          logger.error({ err }, 'a flood of events is known until this process ends, and not kept')
        })
    },
  })
}

async function lastingFloods(db: Db, now: number): Promise<Flood[]> {
  const rows = await db
    .selectFrom('event_floods')
    .selectAll()
    .where('ended_at', '>', now - REMEMBERED_MS)
    .orderBy('ended_at')
    .execute()
  return rows.map(({ started_at: startedAt, ended_at: endedAt, ...row }) => ({
    ...row,
    startedAt,
    endedAt,
  }))
}

async function keepFlood(db: Db, flood: Flood, now: number): Promise<void> {
  const { environment, key, name, startedAt, endedAt, events } = flood
  await db
    .deleteFrom('event_floods')
    .where('ended_at', '<=', now - REMEMBERED_MS)
    .execute()
  await db
    .insertInto('event_floods')
    .values({ environment, key, name, started_at: startedAt, ended_at: endedAt, events })
    .onConflict((conflict) =>
      conflict.columns(['environment', 'key', 'started_at']).doUpdateSet((row) => ({
        ended_at: row.ref('excluded.ended_at'),
        events: row.ref('excluded.events'),
      })),
    )
    .execute()
}
