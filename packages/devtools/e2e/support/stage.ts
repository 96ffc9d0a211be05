import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startService, type Service } from '@sluice/server'
import react from '@vitejs/plugin-react'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { build, defaultClientConditions } from 'vite'
import { chromiumLaunch } from '../../../../tools/chromium.ts'
import { ruleset } from './ruleset.ts'

/** The pages that there are: one of somebody who develops, and one in production, which takes grants. */
export type StagePage = 'page' | 'production-page'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const quiet = {
  info() {},
  warn() {},
  error() {},
  debug() {},
  fatal() {},
  trace() {},
  child: () => quiet,
}

/** A page that somebody has open, and what went wrong on it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Errors of the page, and what its policy forbade. */
  readonly errors: string[]
}

/** The real service, a page under a strict policy, and a browser. */
export interface Stage extends AsyncDisposable {
  readonly service: Service
  /** Where the service keeps what it has. */
  readonly dataDir: string
  readonly url: string
  readonly browser: Browser
  visit(path?: string, options?: BrowserContextOptions): Promise<Visit>
  /** Changes a flag at the service. */
  patch(flag: string, change: object): Promise<void>
  /** Asks the service as its admin. */
  readonly ask: (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ) => Promise<unknown>
}

/** Starts all of it, with so many more flags. */
export async function openStage(more = 0, which: StagePage = 'page'): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-devtools-'))
  const service = await startService({
    mode: 'development',
    dataDir,
    port: 0,
    seed: { environment: 'development', document: ruleset(more) },
    logger: quiet,
  })
  const outDir = join(dataDir, 'page')
  const nodeEnv = which === 'page' ? 'development' : 'production'
  await buildPage(outDir, service.url, nodeEnv, which)
  const server = await serve(outDir, service.url)
  const browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  const ask: Stage['ask'] = async (method, path, body) => {
    const answer = await fetch(service.url + path, {
      method,
      headers: {
        Authorization: 'Bearer sluice_admin_demo',
        'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  return {
    service,
    dataDir,
    url,
    browser,
    visit: (path = '', options = {}) => visit(browser, url + path, options),
    async patch(flag, change) {
      await ask('PATCH', `/v1/environments/development/flags/${flag}`, change)
    },
    ask,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await new Promise((done) => server.close(done))
      await service.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Builds the page as an app of ours would be built. */
export async function buildPage(
  outDir: string,
  service: string,
  nodeEnv: 'development' | 'production',
  which: StagePage = 'page',
): Promise<void> {
  const { NODE_ENV } = process.env
  // The React plugin looks there, and writes JSX that only one of the two Reacts knows.
  process.env['NODE_ENV'] = nodeEnv
  try {
    await build({
      root: fileURLToPath(new URL(`../${which}`, import.meta.url)),
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      resolve: { conditions: ['@sluice/source', ...defaultClientConditions] },
      define: {
        __SERVICE__: JSON.stringify(service),
        'process.env.NODE_ENV': JSON.stringify(nodeEnv),
      },
      build: {
        outDir,
        emptyOutDir: true,
        minify: false,
        reportCompressedSize: false,
        modulePreload: false,
      },
    })
  } finally {
    process.env['NODE_ENV'] = NODE_ENV
  }
}

async function serve(folder: string, service: string): Promise<Server> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${service} ws:`,
    "frame-src 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types react',
  ].join('; ')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    const path = pathname.includes('.') ? pathname : '/index.html'
    readFile(join(folder, path)).then(
      (content) => {
        response.writeHead(200, {
          'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
          ...(path.endsWith('.html') && { 'Content-Security-Policy': policy }),
        })
        response.end(content)
      },
      () => response.writeHead(path === '/icon.svg' ? 204 : 404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    ...options,
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    )
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // The browser itself reports every request that fails; no page can prevent that.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  await page.goto(url)
  await page.locator('h1').waitFor()
  return { page, errors, [Symbol.asyncDispose]: () => context.close() }
}
