import type { Context } from 'hono'
import { isLoopbackHost } from '../../service/loopback.ts'
import { FLOW_MS } from './openid.ts'
import { wayInside } from './way-inside.ts'

/** Whose beginning it is, and where they were about to go. */
const FLOW = 'sluice_openid'
const NEXT = 'sluice_openid_next'
const SECURE = '__Secure-'

/** Where they are sent to, and nowhere else. */
const PATH = '/v1/session/openid'

/** What the cookie of somebody who is at the provider holds. */
export function readFlow(c: Context): string | undefined {
  return read(c, FLOW)
}

/**
 * The header that sets it. Unlike that of a session it comes along when the provider sends the
 * browser back, which is from another site.
 *
 * @param secret - `undefined` takes the cookie away
 */
export function flowCookie(c: Context, secret: string | undefined): string {
  return header(c, FLOW, secret)
}

/** Where somebody who is at the provider was about to go; nothing but a way inside of the console. */
export function readNext(c: Context): string | undefined {
  const value = read(c, NEXT)
  if (value === undefined) return undefined
  try {
    return wayInside(decodeURIComponent(value))
  } catch {
    // Half of an escape, which nobody here wrote.
    return undefined
  }
}

/**
 * The headers that keep where somebody was about to go; none where nothing is to be kept or to be
 * forgotten.
 *
 * @param next - `undefined` takes away what an earlier beginning left
 */
export function nextCookies(c: Context, next: string | undefined): readonly string[] {
  if (next === undefined && read(c, NEXT) === undefined) return []
  return [header(c, NEXT, next === undefined ? undefined : encodeURIComponent(next))]
}

function read(c: Context, name: string): string | undefined {
  const own = prefixFor(c) + name
  for (const part of (c.req.header('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === own && value !== undefined && value !== '') return value
  }
  return undefined
}

function header(c: Context, name: string, value: string | undefined): string {
  const prefix = prefixFor(c)
  return [
    `${prefix}${name}=${value ?? ''}`,
    `Path=${PATH}`,
    `Max-Age=${value === undefined ? 0 : FLOW_MS / 1000}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(prefix === SECURE ? ['Secure'] : []),
  ].join('; ')
}

function prefixFor(c: Context): '' | typeof SECURE {
  return isLoopbackHost(c.req.header('host') ?? new URL(c.req.url).host) ? '' : SECURE
}
