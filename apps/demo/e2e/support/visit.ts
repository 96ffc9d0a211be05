import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { chromiumLaunch } from '../../../../tools/chromium.ts'

const PATIENCE_MS = 40_000

/** Starts the browser of a test file. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ ...chromiumLaunch, headless: true })
}

/** A page that remembers what went wrong on it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Errors of the page and of its console, except those of requests that failed. */
  readonly errors: string[]
}

/** Opens the shop in a browser profile of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // The browser itself reports every request that fails; no page can prevent that.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      errors.push(message.text())
    }
  })
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, errors, [Symbol.asyncDispose]: () => context.close() }
}

/** Marks the document, so that a reload would show. */
export async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute('data-mark', 'kept'))
}

/** Whether the document is still the one that was marked. */
export async function isMarked(page: Page): Promise<boolean> {
  return (await page.locator('html').getAttribute('data-mark')) === 'kept'
}

/** Waits until the chip at the bottom says this; long enough for a client that backs off. */
export async function expectChip(page: Page, words: string | RegExp): Promise<void> {
  await page.locator('.status-chip').filter({ hasText: words }).waitFor({ timeout: PATIENCE_MS })
}

/** Waits until these words are on the page; long enough for a client that backs off. */
export async function expectText(page: Page, words: string): Promise<void> {
  await page.getByText(words).waitFor({ timeout: PATIENCE_MS })
}
