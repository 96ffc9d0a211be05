import type { Browser, BrowserContextOptions } from 'playwright-core'
import { Service } from './service.ts'
import { openShop, type Shop } from './shop.ts'
import { openBrowser, visit, type Visit } from './visit.ts'

/** A service, a shop that asks it, and a browser. */
export interface Stage extends AsyncDisposable {
  readonly service: Service
  readonly shop: Shop
  readonly browser: Browser
  /** Opens the shop; `path` may hold a persona, `?as=tom`. */
  visit(path?: string, options?: BrowserContextOptions): Promise<Visit>
}

/** Builds everything that a test file needs. The service is prepared, not started. */
export async function setStage(): Promise<Stage> {
  const service = await Service.prepare()
  const [shop, browser] = await Promise.all([openShop(service.url), openBrowser()])
  return {
    service,
    shop,
    browser,
    visit: (path = '', options = {}) => visit(browser, shop.url + path, options),
    async [Symbol.asyncDispose]() {
      await browser.close()
      await shop[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
    },
  }
}
