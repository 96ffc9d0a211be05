/** A post that takes longer is given up. */
export const POST_TIMEOUT_MS = 15_000

/** Of what may outlive the page, which is 64 KiB at a time, so much; the rest is for others. */
export const KEEPALIVE_BYTES: number = 60 * 1024

/** What waits to be delivered may be so much; then something is given up. */
export const MOST_EVENTS = 10_000
export const MOST_BYTES: number = 5 * 1024 * 1024

/** When a page tells for the first time which flags it reads. */
export const USAGE_MS = 10_000

/** Who was silent for so long is not in a row any more. */
const REST_MS = 10_000
const FIRST_GAP_MS = 250
const LONGEST_GAP_MS = 5000

/** Posts in a row, and when the last of them began. */
export interface Row {
  readonly posts: number
  readonly at: number
}

/** One more post. */
export function after(row: Row, now: number): Row {
  return { posts: now - row.at > REST_MS ? 1 : row.posts + 1, at: now }
}

/** When the next post of a row may begin: the first follow each other soon, many do not. */
export function nextAt({ posts, at }: Row): number {
  return at + Math.min(LONGEST_GAP_MS, FIRST_GAP_MS * 2 ** (posts - 1))
}
