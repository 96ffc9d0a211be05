import { tombstoneOf, unitNumber } from '../unit-number.ts'
import type { House } from './house.ts'
import { removeRows } from './remove-rows.ts'
import { type Condition, removeTwins } from './remove-twins.ts'
import { TABLES } from './schema.ts'

/**
 * Removes the events of units, and leaves hashes that keep late ones out.
 *
 * @param units - pseudonyms by the name of the unit; an event with any of them goes
 * @returns how many events
 */
export async function eraseUnits(
  house: House,
  environment: string,
  units: Readonly<Record<string, string>>,
  erasedAt: number,
): Promise<number> {
  const numbers = Object.entries(units).map(([name, pseudonym]) => ({
    name,
    number: unitNumber(pseudonym),
  }))
  const tombstones = numbers.map(({ name, number }) => ({
    environment,
    unit: tombstoneOf(name, number),
    erased_at: erasedAt,
  }))
  await house.insert(TABLES.erased, tombstones)
  await checkTombstones(house, tombstones)
  let events = 0
  for (const { name, number } of numbers) {
    const condition = conditionOf(environment, name, number)
    await removeTwins(house, condition)
    events += await removeRows(house, condition.sql, condition.params)
  }
  return events
}

/** Looks whether they are there: without them late events of the units would come back. */
async function checkTombstones(
  house: House,
  tombstones: readonly {
    readonly environment: string
    readonly unit: string
    readonly erased_at: number
  }[],
): Promise<void> {
  for (const { environment, unit, erased_at: at } of tombstones) {
    const { n } = await house.queryOne(
      `select count() as n from ${TABLES.erased} where environment = $environment and unit = $unit and erased_at >= $at`,
      { environment, unit, at },
    )
    if (Number(n) === 0) throw house.failure('it took who was erased and has not got it')
  }
}

function conditionOf(environment: string, name: string, number: string): Condition {
  const params = { environment, number }
  if (name === 'targetingKey') return { sql: of('targeting_key'), params }
  if (name === 'anonymousKey') return { sql: of('anonymous_key'), params }
  return { sql: of('units[$name]'), params: { ...params, name } }
}

function of(column: string): string {
  return `environment = $environment and ${column} = toUInt64($number)`
}
