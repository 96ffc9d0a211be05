import { type ClosedSegment, readSegment } from '../spool/spool.ts'
import type { StoredEvent } from '../stored-event.ts'
import { tombstoneOf, unitNumber } from '../unit-number.ts'
import type { House } from './house.ts'
import { listOf } from './list-of.ts'
import { missingRows } from './missing-rows.ts'
import { type EventRow, rowOf } from './row-of.ts'
import { LOOKUP_IDS, TABLES } from './schema.ts'

/**
 * Inserts a segment of the spool, as one batch under its name, and looks whether its
 * events are there: what answers may be no ClickHouse, and nobody else has them.
 * Asked again, because the answer to the first time was lost, ClickHouse knows the
 * name and takes nothing.
 *
 * @throws SluiceError `EVENT_STORE_FAILED` when not all of them are there afterwards
 */
export async function insertSegment(house: House, segment: ClosedSegment): Promise<void> {
  const events = await withoutErased(house, eventsIn(await readSegment(segment, 0)))
  const rows = events.map((event, place) => rowOf(event, place))
  const known = await knownEvents(house, rows)
  const { n } = await house.queryOne(
    `select count() as n from ${TABLES.repeats} where segment = $segment`,
    { segment: segment.name },
  )
  // Counted once and before: afterwards every event of the segment would be known.
  if (Number(n) === 0) {
    const repeats = countRepeats(known, rows)
    await house.insert(TABLES.repeats, [{ segment: segment.name, ...repeats }])
  }
  // What came first stays, also where both came in one millisecond.
  const fresh = rows.filter(
    (row) => row.received_at < (known.get(idOf(row))?.receivedAt ?? Infinity),
  )
  if (fresh.length > 0) await house.insert(TABLES.events, fresh, segment.name)
  if ((await missingRows(house, rows)).length > 0) await insertMissing(house, segment, events)
}

/** Inserts what of a segment is not there though it was said to be taken. */
async function insertMissing(house: House, segment: ClosedSegment, events: StoredEvent[]) {
  // A unit may have been erased since.
  const rows = (await withoutErased(house, events)).map((event, place) => rowOf(event, place))
  const missing = await missingRows(house, rows)
  if (missing.length === 0) return
  // The name may be known, and what came under it be gone: without one it is a batch like any other.
  await house.insert(TABLES.events, missing)
  if ((await missingRows(house, missing)).length === 0) return
  throw house.failure(`it took the events of spool segment ${segment.name} and has not got them`)
}

/** Reads the lines of a segment that are events; the others close frames. */
function eventsIn(content: Buffer): StoredEvent[] {
  return content
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"frame":'))
    .map((line) => JSON.parse(line) as StoredEvent)
}

async function withoutErased(house: House, events: StoredEvent[]): Promise<StoredEvent[]> {
  const erased = await house.query(
    `select environment, unit, erased_at from ${TABLES.erased} final`,
  )
  if (erased.length === 0) return events
  const times = new Map(
    erased.map((row) => [
      `${String(row['environment'])} ${String(row['unit'])}`,
      Number(row['erased_at']),
    ]),
  )
  return events.filter((event) =>
    Object.entries(event.units).every(([name, pseudonym]) => {
      const unit = tombstoneOf(name, unitNumber(pseudonym))
      return event.at >= (times.get(`${event.environment} ${unit}`) ?? -Infinity)
    }),
  )
}

interface KnownEvent {
  readonly body: number
  readonly receivedAt: number
}

/** The events that are there already under the ids of rows, by id. */
async function knownEvents(
  house: House,
  rows: readonly EventRow[],
): Promise<ReadonlyMap<string, KnownEvent>> {
  const known = new Map<string, KnownEvent>()
  for (const [environment, own] of Map.groupBy(rows, (row) => row.environment)) {
    for (let at = 0; at < own.length; at += LOOKUP_IDS) {
      const part = own.slice(at, at + LOOKUP_IDS)
      const times = part.map((row) => row.id_time)
      const found = await house.query(
        `select toString(id) as id, body, received_at from ${TABLES.events} final
         where environment = $environment and id_time between $from and $to and id in (${listOf(part)})`,
        {
          environment,
          from: Math.min(...times),
          to: Math.max(...times),
        },
      )
      for (const row of found)
        known.set(idOf({ environment, id: String(row['id']) }), {
          body: Number(row['body']),
          receivedAt: Number(row['received_at']),
        })
    }
  }
  return known
}

function countRepeats(
  known: ReadonlyMap<string, KnownEvent>,
  rows: readonly EventRow[],
): { duplicates: number; conflicts: number } {
  const bodies = new Map([...known].map(([id, { body }]) => [id, body]))
  let duplicates = 0
  let conflicts = 0
  for (const row of rows) {
    const first = bodies.get(idOf(row))
    if (first === undefined) bodies.set(idOf(row), row.body)
    else {
      duplicates += 1
      if (first !== row.body) conflicts += 1
    }
  }
  return { duplicates, conflicts }
}

function idOf({ environment, id }: Pick<EventRow, 'environment' | 'id'>): string {
  return `${environment} ${id}`
}
