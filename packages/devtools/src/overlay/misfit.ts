import type { JsonValue } from '@sluice/core'

/** What a value is, as the type of a flag says it; a list and nothing are told from an object. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/**
 * Compares a value with the type of its flag.
 *
 * @param known - values that the flag has: objects, lists or both, of which only those fit
 * @returns what is wrong with it, in a sentence; `undefined` where it fits
 */
export function misfit(
  type: string,
  value: unknown,
  known: readonly (JsonValue | undefined)[],
): string | undefined {
  const kind = kindOf(value)
  if (isTooLarge(value)) return 'it has a number that is larger than one can be.'
  const shapes = new Set(known.map(kindOf).filter((one) => /^(object|list)$/.test(one)))
  // One type has both.
  const [shape = type] = type === 'object' ? shapes : []
  const isEither = type === 'object' && shapes.has(kind)
  const fits = type === 'unknown' ? kind !== 'null' : isEither || kind === shape
  if (fits) return undefined
  return type === 'unknown'
    ? `its value is ${kind}.`
    : `it is of the type ${shape}, and not ${kind}.`
}

/** Whether there is a number in it that JSON can say and nobody can keep, such as 1e999. */
function isTooLarge(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(isTooLarge)
}
