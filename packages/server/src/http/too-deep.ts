import { MAX_JSON_DEPTH } from './scan-json.ts'

/** Stands where a part of a list was nested too deep to be looked at. */
export const TOO_DEEP: unique symbol = Symbol('nested too deep')

/**
 * Puts `TOO_DEEP` in the place of each part that is, so that the others can be judged.
 *
 * @param depth - of what is around the parts
 */
export function withoutDeepParts(parts: readonly unknown[], depth: number): unknown[] {
  return parts.map((part) => (isDeeper(part, MAX_JSON_DEPTH - depth) ? TOO_DEEP : part))
}

/** Level by level, since what is deep leaves no room for recursion. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value].filter(isNested)
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((each) => Object.values(each) as unknown[]).filter(isNested)
  }
  return false
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
