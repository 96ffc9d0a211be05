import type { Override } from '@sluice/client'

/** A variant, as far as somebody here knows it. */
interface KnownVariant {
  readonly name: string | undefined
  readonly value?: unknown
}

/**
 * Looks whether an override that names a variant has its value: under the name of one
 * outcome nobody is shown another.
 *
 * @param known - a name may come twice, where what is described is older than what is served
 * @returns what is wrong with it, in a sentence; `undefined` where it fits, or nobody can tell
 */
export function variantFault(
  { value, variant }: Override,
  known: readonly KnownVariant[],
): string | undefined {
  if (value === undefined || variant === undefined) return undefined
  const values = known.filter((one) => one.name === variant && one.value !== undefined)
  return values.length === 0 || values.some((one) => isSame(one.value, value))
    ? undefined
    : `it says ${variant} and another value.`
}

/** Whether two values are one as JSON, in whatever order their fields stand. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other
  const names = Object.keys(one)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && isSame(one[name as never], other[name as never]),
    )
  )
}
