import type { FlagTable } from '@sluice/client'
import { DAYS_KEPT } from '../overlay/days-kept.ts'

const COOKIE = 'sluice-overrides'

/** A cookie is no larger in any browser, and it travels with every request. */
const LONGEST_COOKIE = 4_000

/**
 * Tells servers that draw pages what is forced, in a cookie.
 *
 * @returns a sentence where it is too much for a cookie; then servers are told nothing
 */
export function tellServers(overrides: FlagTable): string | undefined {
  const forced = [...overrides].map(([key, { value, variant }]) => [key, { value, variant }])
  const text = encodeURIComponent(JSON.stringify(Object.fromEntries(forced)))
  const isTooLong = text.length > LONGEST_COOKIE
  const seconds = overrides.size === 0 || isTooLong ? 0 : DAYS_KEPT * 86_400
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${COOKIE}=${isTooLong ? '' : text}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
  return isTooLong
    ? `${overrides.size} overrides are too much for a cookie: servers are told of none of them.`
    : undefined
}
