import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'

/** Decides from which pages a browser may use the service. */
export interface AllowedOrigins {
  /** Whether pages of this origin may ask for the values of this environment. */
  allows(origin: string, environment: LiveEnvironment): boolean
  /** The same for a request that does not say which environment it is about: one that allows it is enough. */
  allowsAnywhere(origin: string): boolean
}

/** What origins are compared with. */
export interface AllowedOriginsOptions {
  readonly live: LiveEnvironments
  /** In development an environment that lists no origin allows every one; in production, none. */
  readonly mode: 'development' | 'production'
}

/** Makes the decision from the settings as they are at each request. Origins are compared exactly. */
export function createAllowedOrigins({ live, mode }: AllowedOriginsOptions): AllowedOrigins {
  const allows = (origin: string, { settings }: LiveEnvironment): boolean => {
    const { allowedOrigins } = settings
    if (allowedOrigins.includes(origin)) return true
    // A sandboxed page has the origin `null`, and so has every other one.
    return mode === 'development' && allowedOrigins.length === 0 && origin !== 'null'
  }
  return {
    allows,
    allowsAnywhere: (origin) =>
      live.keys().some((key) => {
        const environment = live.get(key)
        return environment !== undefined && allows(origin, environment)
      }),
  }
}

/** Tells whether a page was served from the address that it now asks, so that it crosses no border. */
export function isSameOrigin(origin: string, url: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host
}
