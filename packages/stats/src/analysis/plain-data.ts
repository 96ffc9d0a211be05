/**
 * The same data without members that are undefined, and without what every object has by itself: a
 * variant may be called `constructor`.
 */
export function plainData<T>(value: T): T {
  if (Array.isArray(value)) return value.map((entry: unknown) => plainData(entry)) as T
  if (typeof value !== 'object' || value === null) return value
  const plain = Object.create(null) as Record<string, unknown>
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) plain[key] = plainData<unknown>(member)
  }
  return plain as T
}
