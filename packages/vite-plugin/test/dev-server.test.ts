import react from '@vitejs/plugin-react'
import { readdir, readFile } from 'node:fs/promises'
import { SourceMap, type SourceMapping } from 'node:module'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build, createLogger, createServer } from 'vite'
import { chromiumLaunch } from '../../../tools/chromium.ts'
import { sluice } from '../src/index.ts'
import { CART, writeApp } from './app.ts'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ ...chromiumLaunch, headless: true })
}, 60_000)
afterAll(() => browser.close())

/** The places of the elements around what is on the screen, innermost first. */
function placesAround(page: Page, text: string): Promise<string[]> {
  return page.getByText(text).evaluate((element) => {
    interface Fiber {
      readonly memoizedProps: { readonly __sluiceSource?: string } | null
      readonly return: Fiber | null
    }
    const key = Object.keys(element).find((name) => name.startsWith('__reactFiber$')) ?? ''
    const places: string[] = []
    let fiber = (element as unknown as Record<string, Fiber | null>)[key] ?? null
    for (; fiber !== null; fiber = fiber.return) {
      const place = fiber.memoizedProps?.__sluiceSource
      if (place !== undefined) places.push(place)
    }
    return places
  })
}

/** What hooks have listed. */
function sourcesOf(page: Page): Promise<unknown> {
  return page.evaluate(
    () => (globalThis as unknown as Record<symbol, unknown>)[Symbol.for('sluice.sources')],
  )
}

it.each([
  ['before', () => [sluice(), react()]],
  ['after', () => [react(), sluice()]],
])(
  'tells devtools where a gate stands, and goes on telling while the file changes, listed %s the React plugin',
  async (_, plugins) => {
    await using app = await writeApp()
    const config = app.config(plugins())
    const server = await createServer({ ...config, server: { ...config.server, port: 0 } })
    await server.listen()
    await using context = await browser.newContext()
    const page = await context.newPage()
    page.setDefaultTimeout(40_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    try {
      await page.goto(server.resolvedUrls?.local[0] ?? '')
      await page.getByText('Reviews, checkout true').waitFor()
      expect(await placesAround(page, 'Reviews, checkout')).toEqual([
        'src/Cart.tsx:10',
        'src/main.tsx:8',
      ])
      expect(await placesAround(page, 'B')).toEqual(['src/Cart.tsx:13', 'src/main.tsx:8'])
      const entry = { kind: 'useGate', flag: 'new-checkout', component: 'Cart' }
      expect(await sourcesOf(page)).toEqual([{ ...entry, at: 'src/Cart.tsx:6' }])

      await page.getByRole('button').click()
      await app.write('src/Cart.tsx', `\n\n${CART.replace('Reviews,', 'Words,')}`)
      await page.getByText('Words, checkout true').waitFor()
      expect(await page.getByRole('button').innerText()).toBe('Clicked 1')
      expect(await sourcesOf(page)).toEqual([{ ...entry, at: 'src/Cart.tsx:8' }])
      expect(await placesAround(page, 'Words, checkout')).toContain('src/Cart.tsx:12')

      await app.write('src/Cart.tsx', CART.replace(/useGate\('.*\)/, 'false'))
      await page.getByText('Reviews, checkout false').waitFor()
      expect(await sourcesOf(page)).toEqual([])
      expect(complaints).toEqual([])
    } finally {
      await server.close()
    }
  },
  90_000,
)

it('leads from what the browser runs to the line in the file', async () => {
  await using app = await writeApp()
  const warnings: string[] = []
  const customLogger = createLogger('silent')
  customLogger.warnOnce = customLogger.warn = (text) => void warnings.push(text)
  const server = await createServer({ ...app.config([sluice(), react()]), customLogger })
  try {
    const made = await server.transformRequest('/src/Cart.tsx')
    const map = made?.map as { sources: string[]; sourcesContent: string[] }
    expect([map.sources, map.sourcesContent]).toEqual([['Cart.tsx'], [CART]])
    const lines = made?.code.split('\n') ?? []
    const line = lines.findIndex((text) => text.includes('No reviews'))
    const found = new SourceMap(map as never).findEntry(line, lines[line]?.indexOf('No') ?? 0)
    expect(CART.split('\n')[(found as SourceMapping).originalLine]).toContain('No reviews')
    expect(warnings).toEqual([])
  } finally {
    await server.close()
  }
}, 60_000)

it('shows a fault of the code where it is, as Vite does without it', async () => {
  await using app = await writeApp()
  await app.write('src/Cart.tsx', CART.replace('</section>', '</secton>'))
  const [broken, alone] = await Promise.all(
    [[sluice(), react()], [react()]].map(async (plugins) => {
      const server = await createServer(app.config(plugins))
      try {
        return await server.transformRequest('/src/Cart.tsx').catch(String)
      } finally {
        await server.close()
      }
    }),
  )
  expect(broken).toContain('Cart.tsx')
  expect(broken).toBe(alone)
}, 60_000)

it('leaves nothing in a build', async () => {
  await using app = await writeApp()
  const outDir = join(app.folder, 'out')
  const shared = { outDir, minify: false, emptyOutDir: true } as const
  const contents = async (): Promise<string> => {
    const files = await readdir(outDir, { recursive: true, withFileTypes: true })
    const texts = files
      .filter((file) => file.isFile())
      .map(async (file) => readFile(join(file.parentPath, file.name), 'utf8'))
    return (await Promise.all(texts)).join('\n')
  }
  const config = app.config([sluice(), react()])
  await build({ ...config, build: shared })
  const withPlugin = await contents()
  expect(withPlugin.includes('No reviews')).toBe(true)
  // `@sluice/react` itself names the prop, to hand it to an overlay.
  expect(/\.tsx:\d|sluice\.sources/.test(withPlugin)).toBe(false)
  await build({ ...app.config([react()]), build: shared })
  expect(withPlugin === (await contents())).toBe(true)
}, 60_000)
