import type { Context } from 'hono'
import type { HttpEnv } from './route-definition.ts'

/** The id of a request, made at its first use; never taken from the caller. */
export function requestIdOf(c: Context<HttpEnv>): string {
  const known = c.get('requestId') as string | undefined
  if (known !== undefined) return known
  const made = crypto.randomUUID()
  c.set('requestId', made)
  return made
}
