import { expect } from 'vitest'

/**
 * Expects the same rows in any order, numbers but for what adding them up in another
 * order may change.
 *
 * @param scale - of the numbers: how large a difference means nothing, relative to it
 */
export function expectClose(actual: unknown, expected: unknown, scale = 1): void {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const sorted = (rows: unknown[]): unknown[] =>
      rows.every((row) => typeof row === 'number') || rows.every((row) => Array.isArray(row))
        ? rows
        : rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    expect(actual.map(keyOf).toSorted()).toEqual(expected.map(keyOf).toSorted())
    const right = sorted(expected)
    for (const [at, row] of sorted(actual).entries()) expectClose(row, right[at], scale)
  } else if (typeof expected === 'number') {
    expect(Math.abs(Number(actual) - expected)).toBeLessThanOrEqual(
      1e-9 * Math.max(scale, Math.abs(expected)),
    )
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object).toSorted()).toEqual(Object.keys(expected).toSorted())
    for (const [name, value] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[name], value, scale)
    }
  } else expect(actual).toEqual(expected)
}

const KEYS = ['metric', 'flag', 'variant', 'variants', 'segment', 'bucketStart', 'day', 'timeMs']

/** What tells rows apart. */
function keyOf(row: unknown): string {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return ''
  return JSON.stringify(KEYS.map((key) => (row as Record<string, unknown>)[key] ?? null))
}
