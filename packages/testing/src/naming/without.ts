/** Leaves out what another record names. */
export function without<T>(
  record: Readonly<Record<string, T>>,
  named: object,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !Object.hasOwn(named, key)))
}
