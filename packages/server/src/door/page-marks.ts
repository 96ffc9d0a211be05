import type { LiveEnvironment } from '../live/live-environments.ts'
import { isSameOrigin } from '../ofrep/allowed-origins.ts'
import type { Cors } from '../ofrep/cors.ts'

const NONE: readonly string[] = []

/** How many pages are remembered; an application has a few. */
const KEPT_PAGES = 1_000

// Parsing two addresses costs as much as everything else that a door does.
const sameOrigin = new Map<string, boolean>()

/**
 * The headers that open an answer to the page that asks, names and values in turn.
 *
 * @param page - the `Origin` header
 * @param own - the origin of the address that the request came in at
 * @returns `undefined` when the environment does not list the page
 */
export function pageMarks(
  cors: Cors,
  page: string | undefined,
  own: string,
  environment: LiveEnvironment,
): readonly string[] | undefined {
  if (page === undefined || isOwnPage(page, own)) return NONE
  return cors.marksFor(page, environment)
}

function isOwnPage(page: string, own: string): boolean {
  const key = `${page} ${own}`
  const known = sameOrigin.get(key)
  if (known !== undefined) return known
  if (sameOrigin.size >= KEPT_PAGES) sameOrigin.clear()
  const isOwn = isSameOrigin(page, own)
  sameOrigin.set(key, isOwn)
  return isOwn
}
