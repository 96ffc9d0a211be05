import { Hono } from 'hono'
import { routePath } from 'hono/route'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import type { HttpEnv } from '../http/route-definition.ts'
import { serveConsole } from './serve-console.ts'

const SCRIPT = 'const sluice = 1\n'.repeat(200)

let app: Hono<HttpEnv>
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-console-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sluice</title>')
  const script = join(folder, 'assets', 'main-1.js')
  writeFileSync(script, SCRIPT)
  writeFileSync(`${script}.gz`, gzipSync(SCRIPT))
  writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT))
  writeFileSync(join(folder, 'assets', 'plain-1.css'), 'a{}')
  app = new Hono<HttpEnv>()
  const answerMistyped = serveConsole(app, folder)
  app.notFound((c) => answerMistyped(c) ?? c.text('404 Not Found', 404))
})

async function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(path, { headers })
}

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  none: (bytes) => bytes,
}

it.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['x-gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['*', 'br'],
  ['identity;q=1, *;q=0', 'none'],
  ['br;q=0, gzip;q=0', 'none'],
  ['', 'none'],
])('sends a browser that takes "%s" a script as %s', async (accepted, encoding) => {
  const answer = await ask('/assets/main-1.js', { 'Accept-Encoding': accepted })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Encoding') ?? 'none').toBe(encoding)
  expect(answer.headers.get('Vary')).toBe('Accept-Encoding')
  expect(answer.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(DECODERS[encoding]?.(bytes).toString()).toBe(SCRIPT)
  expect(bytes.length < SCRIPT.length / 5).toBe(encoding !== 'none')
})

it('names each encoding by a tag of its own, and sends nothing to whoever has it', async () => {
  const tags = await Promise.all(
    ['br', 'gzip', 'identity'].map(async (accepted) => {
      const answer = await ask('/assets/main-1.js', { 'Accept-Encoding': accepted })
      return answer.headers.get('ETag') ?? ''
    }),
  )
  expect(new Set(tags).size).toBe(3)
  const [br = '', gzip = ''] = tags
  const again = await ask('/assets/main-1.js', { 'Accept-Encoding': 'br', 'If-None-Match': br })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect([again.headers.get('ETag'), again.headers.get('Vary')]).toEqual([br, 'Accept-Encoding'])
  const other = await ask('/assets/main-1.js', { 'Accept-Encoding': 'br', 'If-None-Match': gzip })
  expect(other.status).toBe(200)
})

it('sends what was not compressed as it is, and no compressed file under its own name', async () => {
  const style = await ask('/assets/plain-1.css', { 'Accept-Encoding': 'br' })
  expect([style.headers.get('Content-Encoding'), await style.text()]).toEqual([null, 'a{}'])
  expect((await ask('/assets/main-1.js.br')).status).toBe(404)
  const page = await ask('/environments/shop/flags', { 'Accept-Encoding': 'br' })
  expect([page.headers.get('Content-Encoding'), page.headers.get('Cache-Control')]).toEqual([
    null,
    'no-cache',
  ])
  const known = await ask('/', { 'If-None-Match': page.headers.get('ETag') ?? '' })
  expect(known.status).toBe(304)
  expect(known.headers.get('Content-Security-Policy')).toContain("trusted-types 'none'")
})

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

it('answers a browser that mistyped an address with a page, and no cache keeps it', async () => {
  const answer = await ask('/environment/shop/flag', { Accept: BROWSER })
  expect([answer.status, await answer.text()]).toEqual([
    404,
    '<!doctype html><title>Sluice</title>',
  ])
  expect(answer.headers.get('Content-Security-Policy')).toContain("trusted-types 'none'")
  expect([answer.headers.get('ETag'), answer.headers.get('Vary')]).toEqual([
    null,
    'Accept, Accept-Encoding',
  ])
})

it.each([
  ['/environment/shop/flag', 'application/json'],
  ['/environment/shop/flag', '*/*'],
  ['/v1/nothing', BROWSER],
  ['/ofrep/v1/nothing', BROWSER],
  ['/assets/nothing.js', BROWSER],
])('answers no page at %s to whoever takes %s', async (path, accepted) => {
  const answer = await ask(path, { Accept: accepted })
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
    404,
    'text/plain; charset=UTF-8',
  ])
})

it('takes no address for itself, so that requests are still known by the routes they took', async () => {
  app.get('/v1/something', (c) => c.text(routePath(c, -1)))
  expect(await (await ask('/v1/something', { Accept: BROWSER })).text()).toBe('/v1/something')
  expect(
    (await app.request('/nothing', { method: 'POST', headers: { Accept: BROWSER } })).status,
  ).toBe(404)
})
