/**
 * Tells whether two JSON values are the same, whatever the order of their names.
 *
 * @param leaveOut - names of properties that do not count, at the top level only
 */
export function sameJson(a: unknown, b: unknown, leaveOut?: ReadonlySet<string>): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    )
  }
  const before = a as Readonly<Record<string, unknown>>
  const after = b as Readonly<Record<string, unknown>>
  const counted = (names: readonly string[]): readonly string[] =>
    leaveOut === undefined ? names : names.filter((name) => !leaveOut.has(name))
  const names = counted(Object.keys(before))
  return (
    names.length === counted(Object.keys(after)).length &&
    names.every((name) => Object.hasOwn(after, name) && sameJson(before[name], after[name]))
  )
}
