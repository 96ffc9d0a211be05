import { HttpError } from '../http/http-error.ts'

/** Where an item stands in a sorted list: texts that are compared one after the other. */
export type Place = readonly string[]

/**
 * Finds where a page begins.
 *
 * @param after - the `next` of the page before; the start of the list without it
 * @throws HttpError `INVALID_REQUEST` when it is none of ours
 */
export function placeAfter<T>(
  items: readonly T[],
  after: string | undefined,
  placeOf: (item: T) => Place,
  compare: (a: Place, b: Place) => number,
): number {
  if (after === undefined) return 0
  const place = parse(after)
  const found = items.findIndex((item) => compare(placeOf(item), place) > 0)
  return found < 0 ? items.length : found
}

/** The `next` of a page, when there is more. */
export function nextAfter<T>(
  shown: readonly T[],
  hasMore: boolean,
  placeOf: (item: T) => Place,
): { readonly next?: string } {
  const last = shown.at(-1)
  if (!hasMore || last === undefined) return {}
  return { next: Buffer.from(JSON.stringify(placeOf(last))).toString('base64url') }
}

function parse(after: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (Array.isArray(place) && place.every((text) => typeof text === 'string')) return place
  } catch {
    // Refused below, with what is no list of texts.
  }
  throw new HttpError('INVALID_REQUEST', 'Give the `next` of the page before as `after`.', {
    status: 422,
  })
}
