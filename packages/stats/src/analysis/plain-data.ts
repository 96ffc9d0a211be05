import { StatsError } from '../errors.ts'

/**
 * The same data without members that are undefined, and without what every object has by itself: a
 * variant may be called `constructor`.
 *
 * @param name - of the value, for whoever gave it
 * @throws StatsError `invalid_input` for a BigInt, with which nothing can be computed
 */
export function plainData<T>(value: T, name: string): T {
  if (typeof value === 'bigint')
    throw new StatsError('invalid_input', `${name} is a BigInt. Give a number.`)
  if (Array.isArray(value))
    return value.map((entry: unknown, index) => plainData(entry, `${name}[${index}]`)) as T
  if (typeof value !== 'object' || value === null) return value
  const plain = Object.create(null) as Record<string, unknown>
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) plain[key] = plainData<unknown>(member, `${name}.${key}`)
  }
  return plain as T
}
