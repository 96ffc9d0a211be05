import { z } from 'zod'

const DEFAULT_LIMIT = 50
const MOST = 200

/** The query of every list: how many, and the `next` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST)
    .default(DEFAULT_LIMIT)
    .describe(`Items on a page, at most ${MOST}.`),
  before: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The `next` of the page before; the newest items without it.'),
})

/** A page as it is answered; without `next` it is the last one. */
export interface Paged<T> {
  readonly items: readonly T[]
  readonly next?: number
}

/**
 * Makes a page of rows that were read newest first, one more than asked for.
 *
 * @param positionOf - what `before` compares with
 */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  positionOf: (row: R) => number,
  itemOf: (row: R) => T,
): Paged<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    ...(rows.length > limit && last !== undefined ? { next: positionOf(last) } : {}),
  }
}
