/** What a page lends to its grant. */
export interface GrantPage {
  /** The whole address. */
  address(): string
  /** Shows another one without a visit of its own, and lets the page hear of it. */
  replaceAddress(address: string): void
  /** Calls back when the fragment is another one; returns how to stop. */
  onFragment(listener: () => void): () => void
  /** The token that this tab keeps. */
  kept(): string | undefined
  /**
   * Keeps a token for this tab, or none.
   *
   * @param expiresAt - epoch milliseconds, for the cookie
   */
  keep(token: string | undefined, expiresAt: number): void
  now(): number
  /** Calls back after `delayMs`; returns how to cancel. */
  schedule(callback: () => void, delayMs: number): () => void
}

const NAME = 'sluice.grant'
const COOKIE = 'sluice-grant'

/**
 * The page of a browser. What cannot be kept lives as long as the page.
 *
 * @param cookie - whether servers that draw pages are to see the grant too
 */
export function browserPage(cookie: boolean): GrantPage {
  return {
    address: () => location.href,
    replaceAddress(address) {
      const { href: oldURL } = location
      const { state } = history as { readonly state: unknown }
      // The state of a router stays where it is.
      history.replaceState(state, '', address)
      // One that has its routes in the fragment may have read the grant as a part of the route.
      dispatchEvent(new PopStateEvent('popstate', { state }))
      dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
    },
    onFragment(listener) {
      addEventListener('hashchange', listener)
      return () => removeEventListener('hashchange', listener)
    },
    kept() {
      try {
        const token = sessionStorage.getItem(NAME)
        if (token !== null) return token
      } catch {
        // Denied: the grant lives in the page alone.
      }
      return cookie ? new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(document.cookie)?.[1] : undefined
    },
    keep(token, expiresAt) {
      try {
        if (token === undefined) sessionStorage.removeItem(NAME)
        else sessionStorage.setItem(NAME, token)
      } catch {
        // As above.
      }
      if (!cookie) return
      const seconds = token === undefined ? 0 : Math.ceil((expiresAt - Date.now()) / 1000)
      const secure = location.protocol === 'https:' ? '; Secure' : ''
      document.cookie = `${COOKIE}=${token ?? ''}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
    },
    now: () => Date.now(),
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  }
}
