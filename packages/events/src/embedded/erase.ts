import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ASIDE } from '../folder/move-aside.ts'
import { segmentRows } from './columns.ts'
import { type StoreContext, segmentFile } from './context.ts'
import { replaceSegments } from './drop-files.ts'
import { quoted } from './duck.ts'
import type { ParquetSegment, Tombstone } from './manifest.ts'
import { checkSegments } from './trust.ts'
import { writeSegment } from './write-segment.ts'

/**
 * Writes the segments anew that hold a unit, without it. What was moved aside goes
 * as well, because nobody can tell what is in it. The spool has to be sealed before.
 *
 * @param units - pseudonyms by the name of the unit; an event with any of them goes
 * @returns how many events
 */
export async function eraseUnits(
  context: StoreContext,
  environment: string,
  units: Readonly<Record<string, string>>,
): Promise<number> {
  const numbers = await unitNumbers(context, units)
  // Numbers of 64 bits and their own names: neither can break out of the SQL that a COPY has to be.
  const match = numbers
    .map(({ name, number }) =>
      name === 'targetingKey'
        ? `targeting_key is not distinct from ${number}`
        : name === 'anonymousKey'
          ? `anonymous_key is not distinct from ${number}`
          : `units[${quoted(name)}] is not distinct from ${number}`,
    )
    .join(' or ')
  const isOwn = (held: ParquetSegment): boolean => held.environment === environment
  // What is written anew would hide that it was damaged.
  await checkSegments(context, isOwn)
  const segments = context.manifest.segments.filter(isOwn)
  const old: ParquetSegment[] = []
  const rewritten: ParquetSegment[] = []
  let events = 0
  for (const segment of segments) {
    const file = segmentRows(quoted(segmentFile(context.folder, segment)))
    const [found] = await context.duck.query(`select count(*) as n from ${file} where ${match}`)
    const held = Number(found?.['n'])
    if (held === 0) continue
    events += held
    old.push(segment)
    if (held === segment.rows) continue
    const origin = { environment, day: segment.day, spool: [], replaces: [segment.number] }
    const rows = `(from ${file} where not (${match}))`
    rewritten.push(await writeSegment(context, context.duck.query, rows, origin))
  }
  const tombstones = numbers.map(({ name, number }) =>
    tombstone(environment, name, number, context.now()),
  )
  const known = new Set(tombstones.map(({ unit }) => unit))
  const others = context.manifest.erased.filter(
    (held) => held.environment !== environment || !known.has(held.unit),
  )
  await replaceSegments(context, old, rewritten, { erased: [...others, ...tombstones] })
  await rm(join(context.folder, ASIDE), { recursive: true, force: true })
  return events
}

async function unitNumbers(
  context: StoreContext,
  units: Readonly<Record<string, string>>,
): Promise<{ name: string; number: bigint }[]> {
  const found: { name: string; number: bigint }[] = []
  for (const [name, pseudonym] of Object.entries(units)) {
    const [row] = await context.duck.query(UNIT_NUMBER, { pseudonym })
    found.push({ name, number: BigInt(String(row?.['number'])) })
  }
  return found
}

const UNIT_NUMBER = `select case when length($pseudonym) >= 16
  then coalesce(try_cast('0x' || left($pseudonym, 16) as ubigint), md5_number_lower($pseudonym))
  else md5_number_lower($pseudonym) end as number`

function tombstone(environment: string, name: string, number: bigint, erasedAt: number): Tombstone {
  const unit = createHash('sha256').update(`${name}:${number}`).digest('hex')
  return { unit, environment, erasedAt }
}
