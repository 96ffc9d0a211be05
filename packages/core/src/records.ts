/** Makes a record without a prototype, so that no name from outside means more than a name. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}

/** Maps a record into one without a prototype; names keep their order. */
export function mapRecord<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, name: string) => B,
): Record<string, B> {
  const mapped = emptyRecord<B>()
  for (const [name, value] of Object.entries(record)) mapped[name] = map(value, name)
  return mapped
}

/** Reads what a record has of its own, never what a prototype lends it. */
export function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** Tells an object with names from arrays and all else. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
