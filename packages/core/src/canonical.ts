/**
 * Writes JSON so that equal values give equal texts: object keys in order,
 * without the properties that are left out.
 *
 * @param leaveOut - names of properties that do not count, at the top level only
 */
export function canonicalText(value: unknown, leaveOut?: ReadonlySet<string>): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const record = value as Readonly<Record<string, unknown>>
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined && !leaveOut?.has(key))
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(record[key])}`)
  return `{${members.join()}}`
}
