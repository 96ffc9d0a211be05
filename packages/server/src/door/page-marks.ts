import type { LiveEnvironment } from '../live/live-environments.ts'
import { isSameOrigin } from '../ofrep/allowed-origins.ts'
import type { Cors } from '../ofrep/cors.ts'

const NONE: readonly string[] = []

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
  if (page === undefined || isSameOrigin(page, own)) return NONE
  const marks = cors.marksFor(page, environment)
  return marks && Object.entries(marks).flat()
}
