import type { Context, Hono } from 'hono'
import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { HttpEnv } from '../http/route-definition.ts'
import { namesTag } from '../ofrep/entity-tag.ts'
import { pickRepresentation, readEncoded, type Encoded } from './encodings.ts'

/**
 * What a page of the console may do: run its own script, draw with its own styles, ask this
 * service. No text becomes a script or markup, whatever anybody named a flag.
 */
export const CONSOLE_CSP: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Where the pages are: each is the same document, which draws what its address says. */
const PAGES = [
  '/',
  '/sign-in',
  '/invite',
  '/audit',
  '/environments/:environment/audit',
  '/environments/:environment/experiments/:key/snapshots/:id',
  '/environments/:environment/flags',
  '/environments/:environment/flags/:key',
  '/environments/:environment/experiments',
  '/environments/:environment/experiments/:key',
  '/environments/:environment/rollouts',
  '/environments/:environment/rollouts/:id',
] as const

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': CONSOLE_CSP,
  'Cache-Control': 'no-cache',
}

/**
 * Answers whoever mistyped an address in a browser with a page that says so; `undefined` for
 * programs, which read JSON.
 */
export type AnswerMistyped = (c: Context<HttpEnv>) => Response | undefined

/** What no page has an address under. */
const FOR_PROGRAMS = /^\/(?:v1|ofrep|assets)(?:\/|$)/

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Serves the built console. It is read once: it is small, and only what was there at the start can
 * be asked for.
 *
 * @param folder - with an `index.html` and its `assets`
 * @returns what answers addresses that there are not; no route of its own, as it would hide which one was asked
 */
export function serveConsole(app: Hono<HttpEnv>, folder: string): AnswerMistyped {
  const page = readEncoded(join(folder, 'index.html'))
  const assets = new Map(
    readdirSync(join(folder, 'assets'))
      .filter((name) => TYPES[extname(name)] !== undefined)
      .map((name) => [name, readEncoded(join(folder, 'assets', name))]),
  )
  for (const path of PAGES) app.get(path, (c) => send(c, page, PAGE_HEADERS))
  app.get('/assets/:name', (c) => {
    const name = c.req.param('name')
    const found = assets.get(name)
    if (found === undefined) return c.notFound()
    return send(c, found, {
      'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
      // Its name changes with what is in it.
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })
  return (c) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    const isPage = isRead && c.req.header('Accept')?.includes('text/html') === true
    if (!isPage || FOR_PROGRAMS.test(c.req.path)) return undefined
    const { encoding, bytes } = pickRepresentation(page, c.req.header('Accept-Encoding'))
    return c.body(bytes, 404, {
      ...PAGE_HEADERS,
      Vary: 'Accept, Accept-Encoding',
      ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    })
  }
}

/** Sends what the browser takes and does not have. */
function send(
  c: Context<HttpEnv>,
  file: Encoded,
  headers: Readonly<Record<string, string>>,
): Response {
  const { encoding, bytes, tag } = pickRepresentation(file, c.req.header('Accept-Encoding'))
  const own = { ...headers, ETag: tag, Vary: 'Accept-Encoding' }
  if (namesTag(c.req.header('If-None-Match'), tag)) return c.body(null, 304, own)
  return c.body(bytes, 200, {
    ...own,
    ...(encoding !== undefined && { 'Content-Encoding': encoding }),
  })
}
