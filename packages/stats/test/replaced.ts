export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every copy of a value in which one part is something else, with the path to it. */
export function* replaced(
  value: unknown,
  by: (value: unknown) => readonly unknown[],
  path: string,
): Generator<readonly [path: string, bad: unknown]> {
  for (const bad of by(value)) yield [path, bad]
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const [at, bad] of replaced(item, by, `${path}[${index}]`))
        yield [at, value.with(index, bad)]
    }
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      for (const [at, bad] of replaced(item, by, `${path}.${key}`))
        yield [at, { ...value, [key]: bad }]
    }
  }
}

/** Each member in turn is a getter that throws. */
export function unreadable(value: unknown): readonly unknown[] {
  if (!isRecord(value)) return []
  return Object.keys(value).map((key) =>
    Object.defineProperty({ ...value }, key, {
      enumerable: true,
      get: () => {
        throw new Error('It is revoked')
      },
    }),
  )
}
