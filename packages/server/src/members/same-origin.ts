import type { Context } from 'hono'
import { HttpError } from '../http/http-error.ts'

const SAFE = new Set(['GET', 'HEAD'])

/**
 * Refuses what another site makes a browser send with our cookie, beside what `SameSite` and the
 * media type of a body keep out.
 *
 * @param fromBrowser - whether only a browser can have sent it, which says where from
 * @throws HttpError `CROSS_SITE` (403)
 */
export function requireSameOrigin(
  c: Context,
  publicUrl: string | undefined,
  fromBrowser: boolean,
): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const own = new Set([c.req.header('host') ?? new URL(c.req.url).host])
  if (publicUrl !== undefined) own.add(new URL(publicUrl).host)
  const isOwn =
    site === undefined
      ? origin === undefined
        ? !fromBrowser || SAFE.has(c.req.method)
        : own.has(hostOf(origin) ?? '')
      : site === 'same-origin' || (site === 'none' && SAFE.has(c.req.method))
  if (isOwn) return
  throw new HttpError(
    'CROSS_SITE',
    'This came from a page of another site. Open the console itself and do it there.',
    { status: 403 },
  )
}

/** `null` for what has none, such as the origin `null` of a sandboxed page: nobody's own. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null
}
