/** Tells an object with names from lists and all else. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Tells a whole number in a range, both ends included. */
export function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isSafeInteger(value) && from <= (value as number) && (value as number) <= to
}

/** Tells a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Tells whether a value is nested at most so deep that nothing which walks it overflows. */
export function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1))
}
