import { anonymousKeyCookie, createAnonymousKey, readAnonymousKey } from '@sluice/react/server'
import { NextResponse, type NextRequest } from 'next/server'

/** Gives everybody a key of their own, so that server and browser agree about who it is. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers)
  const cookies = headers.get('cookie')
  const known = readAnonymousKey(cookies)
  const isSecure = request.nextUrl.protocol === 'https:'
  const line = anonymousKeyCookie(known ?? createAnonymousKey(), { isSecure })
  // This request is drawn for them already.
  if (known === undefined)
    headers.set('cookie', [cookies, line.split(';')[0]].filter(Boolean).join('; '))
  const response = NextResponse.next({ request: { headers } })
  response.headers.append('set-cookie', line)
  return response
}

export const config = { matcher: '/((?!_next/|favicon.ico).*)' }
