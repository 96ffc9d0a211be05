import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { createMutex } from '../embedded/mutex.ts'
import { answerQuestions } from '../query/answer-questions.ts'
import type { Engine } from '../query/engine.ts'
import type { EventStore } from '../query/event-store.ts'
import { sentenceOf } from '../query/loss-sentence.ts'
import { forgetKnownLosses, forgetOldLosses, spoolLosses } from '../query/spool-losses.ts'
import type { Spool } from '../spool/spool.ts'
import { clickHouseDialect } from './clickhouse-dialect.ts'
import { eraseUnits } from './erase-units.ts'
import { createHouse, type House } from './house.ts'
import { insertSegment } from './insert-segment.ts'
import { removeRows } from './remove-rows.ts'
import { removeTwins } from './remove-twins.ts'
import { ADDED_COLUMNS, SCHEMA, TABLES } from './schema.ts'

/** How to open the store on ClickHouse. */
export interface ClickHouseStoreOptions {
  /** The spool whose events go there. */
  readonly spool: Spool
  /** Such as `https://user:password@clickhouse.example:8443/sluice`. */
  readonly url?: string
  /** In place of `url`: a client that is set up already, and stays open. */
  readonly client?: ClickHouseClient
  /** Default `Date.now`. */
  readonly now?: () => number
  /** A question looks at what the spool got since so long ago at most. Default 1 000. */
  readonly freshnessMs?: number
}

const DAY_MS = 86_400_000

/**
 * Opens the event store for many machines: each has its spool, all share one
 * ClickHouse. Its tables are made when they are not there.
 *
 * @throws SluiceError `EVENT_STORE_FAILED` when ClickHouse cannot be reached
 */
export async function openClickHouseStore(options: ClickHouseStoreOptions): Promise<EventStore> {
  const { spool, now = Date.now, freshnessMs = 1_000 } = options
  const client =
    options.client ??
    createClient({
      ...(options.url !== undefined && { url: options.url }),
      // What fails is thrown, and told by whoever asked.
      log: { level: ClickHouseLogLevel.OFF },
    })
  const house = createHouse(client, addressOf(options))
  await makeTables(house)
  const turn = createMutex()
  let fault: string | undefined
  let settledAt = Number.NEGATIVE_INFINITY

  async function settle(): Promise<void> {
    settledAt = now()
    await spool.roll()
    await turn.run(async () => {
      try {
        for (const segment of spool.closed()) {
          await insertSegment(house, segment)
          await spool.remove(segment.name)
        }
        fault = undefined
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error)
        throw error
      }
    })
  }

  const engine: Engine = {
    dialect: clickHouseDialect,
    async view(environment, _range, work) {
      if (now() - settledAt >= freshnessMs) await settle()
      return work({
        events: `(select * from ${TABLES.events} final where environment = $view_environment)`,
        slices: 1,
        query: (sql, params) => house.query(sql, { ...params, view_environment: environment }),
      })
    },
  }

  return {
    ...answerQuestions(engine),
    settle,
    compact: () => house.command(`optimize table ${TABLES.events}`),
    async retain(environment, before) {
      await settle()
      await forgetOldLosses(spool, before)
      const day = before - (before % DAY_MS)
      const over = {
        sql: `environment = $environment and if(id_time between received_at - ${30 * DAY_MS} and received_at + ${DAY_MS}, id_time < $day, received_at < $before)`,
        params: { environment, day, before: Math.floor(before) },
      }
      await removeTwins(house, over)
      return removeRows(house, over.sql, over.params)
    },
    async erase(environment, units) {
      await settle()
      return eraseUnits(house, environment, units, now())
    },
    async verify() {
      // One answer for the table, where otherwise there is one for each part.
      const { result } = await house.queryOne(
        `check table ${TABLES.events} settings check_query_single_value_result = 1`,
      )
      const figures = await house.queryOne(FIGURES)
      const damaged = Number(result) === 1 ? [] : [`ClickHouse finds ${TABLES.events} damaged.`]
      const faults = [...damaged, ...spoolLosses(spool).map(sentenceOf)]
      return {
        whole: faults.length === 0,
        segments: Number(figures['parts']),
        rows: Number(figures['kept']),
        waiting: spool.state().events,
        faults,
      }
    },
    losses: () => spoolLosses(spool),
    acknowledge: (known) => forgetKnownLosses(spool, known),
    async state() {
      const figures = await house.queryOne(FIGURES)
      const repeats = await house.queryOne(
        `select sum(duplicates) as duplicates, sum(conflicts) as conflicts from ${TABLES.repeats} final`,
      )
      return {
        engine: 'clickhouse',
        segments: Number(figures['parts']),
        rows: Number(figures['kept']),
        bytes: Number(figures['held']),
        duplicates: Number(repeats['duplicates']),
        conflicts: Number(repeats['conflicts']),
        losses: spoolLosses(spool),
        fault,
      }
    },
    async close() {
      await turn.run(async () => undefined)
      if (options.client === undefined) await client.close()
    },
  }
}

/** Makes the tables and columns that are missing, and looks whether they are there. */
async function makeTables(house: House): Promise<void> {
  for (const statement of SCHEMA) await house.command(statement)
  for (const table of Object.values(TABLES)) {
    const { result } = await house.queryOne(`exists table ${table}`)
    if (Number(result) !== 1) throw house.failure(`it made ${table} and has not got it`)
  }
  for (const [name, definition] of Object.entries(ADDED_COLUMNS)) {
    const { n } = await house.queryOne(
      `select count() as n from system.columns where database = currentDatabase() and table = '${TABLES.events}' and name = $name`,
      { name },
    )
    if (Number(n) > 0) continue
    await house.command(
      `alter table ${TABLES.events} add column if not exists ${name} ${definition}`,
    )
  }
}

/** For people to read: without a password. */
function addressOf({ url, client }: ClickHouseStoreOptions): string {
  if (client !== undefined) return 'the client that was given'
  if (url === undefined) return 'http://localhost:8123'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

const FIGURES = `select
  (select count() from system.parts where active and database = currentDatabase() and table = '${TABLES.events}') as parts,
  (select sum(bytes_on_disk) from system.parts where active and database = currentDatabase() and table = '${TABLES.events}') as held,
  (select count() from ${TABLES.events} final) as kept`
