import type { Override } from '@sluice/client'
import { DAYS_KEPT } from '../overlay/days-kept.ts'

const COOKIE = 'sluice-overrides'

/** A cookie is no larger in any browser, and it travels with every request. */
const LONGEST_COOKIE = 4_000

/**
 * Tells servers that draw pages what is forced, in a cookie.
 *
 * @param isWished - otherwise the cookie is taken away
 * @returns a sentence where it is too much for a cookie, or the page may have none; then servers
 *   are told nothing
 */
export function tellServers(
  overrides: ReadonlyMap<string, Override>,
  isWished: boolean,
): string | undefined {
  const text = encodeURIComponent(JSON.stringify(Object.fromEntries(overrides)))
  const isTooLong = text.length > LONGEST_COOKIE
  const isTold = isWished && overrides.size > 0 && !isTooLong
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  try {
    document.cookie = `${COOKIE}=${isTold ? text : ''}; Path=/; Max-Age=${isTold ? DAYS_KEPT * 86_400 : 0}; SameSite=Lax${secure}`
  } catch {
    // In a frame without an origin of its own.
    return 'This page may not set cookies: servers are told of nothing.'
  }
  return isWished && isTooLong
    ? `${overrides.size} overrides are too much for a cookie: servers are told of none of them.`
    : undefined
}
