import { StatsError } from '../errors.ts'
import { readMember } from '../input/form.ts'
import { shown } from '../input/shown.ts'

/**
 * The same data without members that are undefined, and without what every object has by itself: a
 * variant may be called `constructor`.
 *
 * @param name - of the value, for whoever gave it
 * @throws StatsError `invalid_input` for a BigInt or a symbol, with which nothing can be computed,
 *   and for a member that throws when it is read
 */
export function plainData<T>(value: T, name: string): T {
  if (typeof value === 'bigint' || typeof value === 'symbol')
    throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a number or a text.`)
  if (Array.isArray(value))
    return value.map((entry: unknown, index) => plainData(entry, `${name}[${index}]`)) as T
  if (typeof value !== 'object' || value === null) return value
  const record = value as Readonly<Record<string, unknown>>
  const plain = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(record)) {
    const member = readMember(name, record, key)
    if (member !== undefined) plain[key] = plainData(member, `${name}.${key}`)
  }
  return plain as T
}
