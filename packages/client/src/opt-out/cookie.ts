const NAME = 'sluice-opt-out'
const YEAR_S = 31_536_000

/** The cookies of a page: what it reads, and writes one by one. */
export interface OptOutCookies {
  read(): string
  write(cookie: string): void
}

/** The cookies of the document; none where there is no document. */
export const pageCookies: OptOutCookies = {
  read: () => (typeof document === 'undefined' ? '' : document.cookie),
  write(cookie) {
    if (typeof document !== 'undefined') document.cookie = cookie
  },
}

/**
 * Whether somebody has opted out of experiments, for a server that draws pages: put it into
 * the context as `experimentsOptOut`.
 *
 * @param cookies - the header `Cookie` of the request, or `document.cookie`
 */
export function readOptOut(cookies: string | null | undefined): boolean {
  return (cookies ?? '').split(/;\s*/).includes(`${NAME}=1`)
}

/** The cookie that keeps the decision for a year, or takes it away. */
export function optOutCookie(isOut: boolean): string {
  const value = isOut ? `1; max-age=${YEAR_S}` : '; max-age=0'
  return `${NAME}=${value}; path=/; samesite=lax`
}
