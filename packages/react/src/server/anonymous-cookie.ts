const NAME = 'sluice-anonymous-key'
const ONE_YEAR_S = 31_536_000

/** How the cookie is set. */
export interface AnonymousCookieOptions {
  /** Whether it travels over HTTPS alone. Default `true`; `false` for `http://` on your own machine. */
  readonly isSecure?: boolean
  /** Default: this host alone. With `example.com` every host below shares who somebody is. */
  readonly domain?: string
}

/** Makes a random id for somebody who is not known. */
export function createAnonymousKey(): string {
  return crypto.randomUUID()
}

/**
 * Reads the id of somebody who was here before.
 *
 * @param cookies - the `Cookie` header of a request; in a browser, `document.cookie`
 * @returns `undefined` when there is none, or one that nobody of ours wrote
 */
export function readAnonymousKey(cookies: string | null | undefined): string | undefined {
  const found = new RegExp(`(?:^|; ?)${NAME}=([^;]*)`).exec(cookies ?? '')?.[1]
  // Whoever sends a request writes its cookies.
  return found !== undefined && /^[\w-]{16,64}$/.test(found) ? found : undefined
}

/**
 * Writes the line of a `Set-Cookie` header that lets server and browser agree on
 * the next visit too. Scripts may read it, so that a page which no server draws
 * can begin with it; it is a random id and opens nothing.
 */
export function anonymousKeyCookie(key: string, options: AnonymousCookieOptions = {}): string {
  const { isSecure = true, domain } = options
  return [
    `${NAME}=${encodeURIComponent(key)}`,
    'Path=/',
    `Max-Age=${ONE_YEAR_S}`,
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
  ].join('; ')
}
