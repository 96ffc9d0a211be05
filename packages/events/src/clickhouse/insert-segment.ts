import { type ClosedSegment, readSegment } from '../spool/spool.ts'
import type { StoredEvent } from '../stored-event.ts'
import { tombstoneOf, unitNumber } from '../unit-number.ts'
import type { House } from './house.ts'
import { listOf } from './list-of.ts'
import { type EventRow, rowOf } from './row-of.ts'
import { TABLES } from './schema.ts'

/** Ids are looked up so many at once: 78 kB of the 256 KiB that a query may be long. */
const LOOKUP = 2_000

/**
 * Inserts a segment of the spool, as one batch under its name. Asked again, because
 * the answer to the first time was lost, ClickHouse knows the name and takes nothing.
 */
export async function insertSegment(house: House, segment: ClosedSegment): Promise<void> {
  const events = await withoutErased(house, eventsIn(await readSegment(segment, 0)))
  const rows = events.map((event, place) => rowOf(event, place))
  const [known] = await house.query(
    `select count() as n from ${TABLES.repeats} where segment = $segment`,
    { segment: segment.name },
  )
  // Counted once and before: afterwards every event of the segment would be known.
  if (Number(known?.['n']) === 0) {
    const repeats = await countRepeats(house, rows)
    await house.insert(TABLES.repeats, [{ segment: segment.name, ...repeats }])
  }
  if (rows.length > 0) await house.insert(TABLES.events, rows, segment.name)
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

async function countRepeats(
  house: House,
  rows: readonly EventRow[],
): Promise<{ duplicates: number; conflicts: number }> {
  const bodies = new Map<string, number>()
  for (const [environment, own] of Map.groupBy(rows, (row) => row.environment)) {
    for (let at = 0; at < own.length; at += LOOKUP) {
      const part = own.slice(at, at + LOOKUP)
      const times = part.map((row) => row.id_time)
      const found = await house.query(
        `select toString(id) as id, body from ${TABLES.events} final
         where environment = $environment and id_time between $from and $to and id in (${listOf(part)})`,
        {
          environment,
          from: Math.min(...times),
          to: Math.max(...times),
        },
      )
      for (const row of found)
        bodies.set(`${environment} ${String(row['id'])}`, Number(row['body']))
    }
  }
  let duplicates = 0
  let conflicts = 0
  for (const { environment, id, body } of rows) {
    const first = bodies.get(`${environment} ${id}`)
    if (first === undefined) bodies.set(`${environment} ${id}`, body)
    else {
      duplicates += 1
      if (first !== body) conflicts += 1
    }
  }
  return { duplicates, conflicts }
}
