/** Order of entries by their names, so that the order of keys in the data does not matter. */
export function byName(
  [left]: readonly [name: string, value: unknown],
  [right]: readonly [name: string, value: unknown],
): number {
  return left < right ? -1 : 1
}
