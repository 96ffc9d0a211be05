/** What is written as it was meant, whichever number it is: clocks are hostile. */
const TAKEN_AS_IS = 'at'

/**
 * Finds a number in an event that JSON may have brought with other digits than it
 * was sent with.
 *
 * @returns where it is, such as `properties.order`; `undefined` when there is none
 */
export function lostNumber(event: object): string | undefined {
  for (const name of Object.keys(event)) {
    if (name === TAKEN_AS_IS) continue
    const place = placeIn((event as Readonly<Record<string, unknown>>)[name])
    if (place !== undefined) return [name, ...place].join('.')
  }
  return undefined
}

/**
 * Leaves out attributes with such a number: what somebody is like says less than that they were
 * there.
 */
export function keptAttributes<T extends object>(attributes: T): T {
  const kept = Object.entries(attributes).filter(([, value]) => placeIn(value) === undefined)
  return Object.fromEntries(kept) as T
}

// Nesting is bounded where the body is read.
function placeIn(value: unknown): readonly string[] | undefined {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? undefined : []
  if (typeof value !== 'object' || value === null) return undefined
  for (const name of Object.keys(value)) {
    const place = placeIn((value as Readonly<Record<string, unknown>>)[name])
    if (place !== undefined) return [name, ...place]
  }
  return undefined
}
