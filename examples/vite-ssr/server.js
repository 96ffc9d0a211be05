// Serves the built app, or with `npm run dev` the sources.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { PassThrough } from 'node:stream'

const isBuilt = process.env.NODE_ENV === 'production'
const port = Number(process.env.PORT ?? 5173)

const vite = isBuilt
  ? undefined
  : await (
      await import('vite')
    ).createServer({ server: { middlewareMode: true }, appType: 'custom' })
const files = isBuilt
  ? (await import('sirv')).default('dist/client', { extensions: ['html'], etag: true })
  : vite.middlewares

// Read once: with a built app it is `dist/client/index.html`.
const built = isBuilt ? await readFile('dist/client/index.html', 'utf8') : ''
const manifest = isBuilt
  ? JSON.parse(await readFile('dist/client/.vite/manifest.json', 'utf8'))
  : undefined
// Where the code of each treatment is, for those who are served it.
const modules = manifest && { 'gift-note': { on: `/${manifest['src/GiftNote.tsx'].file}` } }
const entry = isBuilt ? await import('./dist/server/entry-server.js') : undefined

const server = createServer((request, response) => {
  // The template itself is no page: everybody gets one that was drawn for them.
  if (isBuilt && /^\/(?:index\.html)?(?:\?|$)/.test(request.url ?? '/'))
    void answer(request, response)
  else files(request, response, () => void answer(request, response))
})

async function answer(request, response) {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== '/') return response.writeHead(404).end('Not found')
    const { render } = entry ?? (await vite.ssrLoadModule('/src/entry-server.tsx'))
    const template =
      built || (await vite.transformIndexHtml('/', await readFile('index.html', 'utf8')))

    const nonce = randomBytes(16).toString('base64')
    const isSecure = request.headers['x-forwarded-proto'] === 'https'
    const { cookie: cookies } = request.headers
    const { bootstrap, exposures, setCookie, stream } = await render({
      cookies,
      isSecure,
      nonce,
      modules,
    })
    const [before, after] = template
      .replace('<!--bootstrap-->', () => bootstrap)
      .split('<!--app-->')

    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-store',
      'Set-Cookie': setCookie,
      // The development server adds scripts of its own.
      ...(isBuilt && { 'Content-Security-Policy': `script-src 'self' 'nonce-${nonce}'` }),
    })
    response.write(before)
    // React ends what it draws into, and the page goes on after it.
    const through = new PassThrough()
    through.on('end', () => response.end(after.replace('<!--exposures-->', exposures)))
    stream.pipe(through).pipe(response, { end: false })
  } catch (error) {
    console.error(error)
    if (!response.headersSent) response.writeHead(500)
    response.end('Something failed.')
  }
}

server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
