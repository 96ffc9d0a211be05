import type { Context } from 'hono'
import { isLoopbackHost } from '../service/loopback.ts'

/** How long a session lasts, in milliseconds. */
export const SESSION_MS: number = 12 * 60 * 60 * 1000

const OPEN = 'sluice_session'
// The prefix makes browsers refuse it from anything but this host over TLS.
const SECURE = '__Host-sluice_session'

/** What the session cookie of a request holds; `undefined` when there is none. */
export function readCookie(c: Context): string | undefined {
  const name = nameFor(c)
  for (const part of (c.req.header('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined && value !== '') return value
  }
  return undefined
}

/**
 * The header that sets the cookie. Everywhere but on this machine it is `Secure`, whether or not
 * the service itself speaks TLS: a proxy does then.
 *
 * @param secret - `undefined` takes the cookie away
 */
export function cookieHeader(c: Context, secret: string | undefined): Record<string, string> {
  const name = nameFor(c)
  const parts = [
    `${name}=${secret ?? ''}`,
    'Path=/',
    `Max-Age=${secret === undefined ? 0 : SESSION_MS / 1000}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(name === SECURE ? ['Secure'] : []),
  ]
  return { 'Set-Cookie': parts.join('; ') }
}

function nameFor(c: Context): string {
  return isLoopbackHost(c.req.header('host') ?? new URL(c.req.url).host) ? OPEN : SECURE
}
