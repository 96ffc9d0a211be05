import type { Context } from 'hono'
import { isLoopbackHost } from '../../service/loopback.ts'
import { FLOW_MS } from './openid.ts'

const OPEN = 'sluice_openid'
const SECURE = '__Secure-sluice_openid'

/** Where it is sent to, and nowhere else. */
const PATH = '/v1/session/openid'

/** What the cookie of somebody who is at the provider holds. */
export function readFlow(c: Context): string | undefined {
  const name = nameFor(c)
  for (const part of (c.req.header('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined && value !== '') return value
  }
  return undefined
}

/**
 * The header that sets it. Unlike that of a session it comes along when the provider sends the
 * browser back, which is from another site.
 *
 * @param secret - `undefined` takes the cookie away
 */
export function flowCookie(c: Context, secret: string | undefined): string {
  const name = nameFor(c)
  return [
    `${name}=${secret ?? ''}`,
    `Path=${PATH}`,
    `Max-Age=${secret === undefined ? 0 : FLOW_MS / 1000}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(name === SECURE ? ['Secure'] : []),
  ].join('; ')
}

function nameFor(c: Context): string {
  return isLoopbackHost(c.req.header('host') ?? new URL(c.req.url).host) ? OPEN : SECURE
}
