import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import type { SluiceClientOptions, SluiceStatus } from '@sluice/client'
import { openBrowser } from '../../support/visit.ts'
import type { FaultPage, Opened } from '../page/main.ts'
import { FaultService } from './fault-service.ts'
import { openFaultSite, type FaultSite } from './fault-site.ts'

/** How a page is opened. */
export interface PageOptions {
  readonly path?: '/' | '/twice' | '/other-release' | '/sandboxed'
  /** A tab of the same browser profile; a new profile without. */
  readonly beside?: FaultVisit
  /** Whether time obeys `page.clock`, as it does then for every tab of the profile. */
  readonly hasClock?: boolean
}

type Given = Pick<SluiceClientOptions, 'pollIntervalMs'>

/** One page in the browser. */
export class FaultVisit {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors, rejections and console lines; the browser's own about failed requests are not among them. */
  readonly harm: string[] = []
  readonly #service: FaultService
  /** Where the client is: the page, or the frame in it. */
  frame: Frame

  constructor(page: Page, service: FaultService) {
    this.page = page
    this.context = page.context()
    this.frame = page.mainFrame()
    this.#service = service
    page.on('pageerror', (error) => this.harm.push(String(error)))
    page.on('console', (message) => {
      if (!/^(Failed to load resource|Access to |EventSource)/.test(message.text()))
        this.harm.push(message.text())
    })
  }

  /** Makes a client for Ada and waits for it. */
  open(given: Given = {}): Promise<Opened> {
    const options = {
      url: this.#service.url,
      clientKey: 'sluice_client_faults',
      context: { targetingKey: 'ada' },
      ...given,
    }
    return this.frame.evaluate((options) => globalThis.sluice.open(options), options)
  }

  /** Loads the page again and makes the client again. */
  async reopen(given: Given = {}): Promise<Opened> {
    await this.page.reload()
    return this.open(given)
  }

  value(key = 'gate', fallback = 'none'): Promise<string> {
    return this.frame.evaluate(
      ([key, fallback]) => globalThis.sluice.client.peek(key, fallback).value,
      [key, fallback] as const,
    )
  }

  status(): Promise<Omit<SluiceStatus, 'error'> & { code?: string; message?: string }> {
    return this.frame.evaluate(() => {
      const { error, ...status } = globalThis.sluice.client.status()
      return { ...status, ...(error && { code: error.code, message: error.message }) }
    })
  }

  /** What all clients of the page told so far. */
  told(): Promise<FaultPage['told']> {
    return this.frame.evaluate(() => globalThis.sluice.told)
  }

  /** Asks the service now and waits for what comes of it. */
  async refresh(): Promise<void> {
    await this.frame.evaluate(async () => void (await globalThis.sluice.client.refresh()))
  }

  /** Lets time pass on a page that has a clock: in strides, with a moment for the network after each. */
  async pass(ms: number, strideMs = 1000, settled = async (): Promise<void> => {}): Promise<void> {
    for (let passed = 0; passed < ms; passed += strideMs) {
      await this.page.clock.fastForward(strideMs)
      await setTimeout(15)
      await settled()
    }
  }
}

let site: FaultSite
let browser: Browser
const visits: FaultVisit[] = []

/** The service of the test that runs. */
// oxlint-disable-next-line import/no-mutable-exports -- a binding that lives, so that tests read it as their own
export let service: FaultService

beforeAll(async () => {
  ;[site, browser, service] = await Promise.all([
    openFaultSite(),
    openBrowser(),
    FaultService.start(),
  ])
})

afterEach(async () => {
  const harm = visits.flatMap((visit) => visit.harm)
  await Promise.all(new Set(visits.splice(0).map(({ context }) => context.close())))
  service.reset()
  // Whatever the service, the network, the storage and the clock did: the page has not noticed.
  if (harm.length > 0) throw new Error(`The page was harmed:\n${harm.join('\n')}`)
})

afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

/** Opens a page; it has no client yet. What harmed it fails the test at its end. */
export async function openPage(options: PageOptions = {}): Promise<FaultVisit> {
  const { path = '/', beside, hasClock = false } = options
  const context = beside?.context ?? (await browser.newContext())
  const page = await context.newPage()
  const visit = new FaultVisit(page, service)
  visits.push(visit)
  if (hasClock) await page.clock.install()
  await page.goto(site.url + path)
  if (path === '/sandboxed') {
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame())
    if (!frame) throw new Error('The page has no frame.')
    visit.frame = frame
  }
  await visit.frame.waitForFunction(() => 'sluice' in globalThis)
  return visit
}

/** Opens a page with a client that has had its first answer. */
export async function openReadyPage(
  options: PageOptions = {},
  given: Given = {},
): Promise<FaultVisit> {
  const visit = await openPage(options)
  expect(await visit.open(given)).toMatchObject({ state: 'ready', source: 'network' })
  return visit
}

/** Waits until a page shows this value of the gate. */
export async function expectGate(visit: FaultVisit, value: string): Promise<void> {
  await vi.waitFor(async () => expect(await visit.value()).toBe(value), { timeout: 10_000 })
}
