import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { chromiumLaunch } from '../chromium.ts'

/** A page in a profile of its own, and everything that went wrong on it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of page and console: a warning about hydration is one. */
  readonly complaints: string[]
}

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ ...chromiumLaunch, headless: true })
}

/** Opens an empty page. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
