import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import type { SluiceClientOptions } from '@sluice/client'
import { openFaultSite, type FaultSite } from '../../faults/support/fault-site.ts'
import { openBrowser } from '../../support/visit.ts'
import { Collector } from './collector.ts'

/** What a test may say of a client. */
export type Given = Partial<
  Pick<SluiceClientOptions, 'url' | 'clientKey' | 'consent' | 'context' | 'cache' | 'events'>
>

/** One page with a client. */
export interface DeliveryPage {
  readonly page: Page
  readonly frame: Frame
  /** Errors, rejections and console lines; the browser's own about failed requests are not among them. */
  readonly harm: string[]
  /** Makes a client and waits for it. */
  open(given?: Given): Promise<void>
  /** Makes a client whose larger part does not come before it is let go. */
  openSlowly(given?: Given): Promise<() => void>
  /** Records outcomes of these names in one task, each with as many bytes. */
  track(names: readonly string[], bytes?: number): Promise<void>
  storage(): Promise<string>
}

let browser: Browser
const contexts = new Set<BrowserContext>()
const pages: DeliveryPage[] = []

/** The pages, and the service of the test that runs. */
// oxlint-disable-next-line import/no-mutable-exports -- bindings that live, so that tests read them as their own
export let site: FaultSite, collector: Collector

beforeAll(async () => {
  ;[site, browser, collector] = await Promise.all([
    openFaultSite(),
    openBrowser(),
    Collector.start(),
  ])
})

afterEach(async () => {
  const harm = pages.splice(0).flatMap((page) => page.harm)
  await Promise.all([...contexts].map((context) => context.close()))
  contexts.clear()
  harm.push(...collector.conflicts.map((id) => `Two events have the id ${id}.`))
  collector.reset()
  if (harm.length > 0) throw new Error(`The page was harmed:\n${harm.join('\n')}`)
})

afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
})

/** Makes a browser profile of its own. */
export async function newProfile(): Promise<BrowserContext> {
  const context = await browser.newContext()
  contexts.add(context)
  return context
}

/** Opens a page; it has no client yet. */
export async function openPage(context: BrowserContext, path = '/'): Promise<DeliveryPage> {
  const page = await context.newPage()
  const opened = followPage(page)
  await page.goto(site.url + path)
  if (path !== '/sandboxed') {
    await page.waitForFunction(() => 'sluice' in globalThis)
    return opened
  }
  const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame())
  if (!frame) throw new Error('The page has no frame.')
  await frame.waitForFunction(() => 'sluice' in globalThis)
  const framed = { ...opened, ...reach(frame) }
  pages.push(framed)
  return framed
}

/** Opens a page with a client, whose values and whose queue are there. */
export async function openReadyPage(
  context?: BrowserContext,
  given?: Given,
): Promise<DeliveryPage> {
  const opened = await openPage(context ?? (await newProfile()))
  await opened.open(given)
  return opened
}

/** Reaches the client of a page, whatever browser it is in. */
export function followPage(page: Page): DeliveryPage {
  const harm: string[] = []
  page.on('pageerror', (error) => harm.push(String(error)))
  page.on('console', (message) => {
    if (!/^(Failed to load resource|Access to )/.test(message.text())) harm.push(message.text())
  })
  const followed = { page, harm, ...reach(page.mainFrame()) }
  pages.push(followed)
  return followed
}

function reach(frame: Frame): Omit<DeliveryPage, 'page' | 'harm'> {
  const optionsOf = (given: Given) => ({
    url: collector.url,
    clientKey: 'sluice_client_delivery',
    context: { targetingKey: 'ada' },
    stream: false,
    ...given,
  })
  return {
    frame,
    async open(given = {}) {
      await frame.evaluate(async (options) => {
        await globalThis.sluice.open(options)
      }, optionsOf(given))
    },
    async openSlowly(given = {}) {
      const { promise, resolve } = Promise.withResolvers<void>()
      await frame.page().route(/start-sync/, async (route) => {
        await promise
        await route.continue().catch(() => {
          // The page is gone.
        })
      })
      await frame.evaluate((options) => {
        globalThis.sluice.client = globalThis.sluice.create(options)
      }, optionsOf(given))
      return resolve
    },
    track: (names, bytes = 0) =>
      frame.evaluate(
        ([names, bytes]) => {
          for (const name of names)
            globalThis.sluice.client.track(name, {
              ...(bytes > 0 && { properties: { text: 'x'.repeat(bytes) } }),
            })
        },
        [names, bytes] as const,
      ),
    storage: () => frame.evaluate(() => globalThis.sluice.client.status().storage),
  }
}

/** `count` names that no other test uses. */
export function namesFor(what: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${what} ${index}`)
}

/** Waits until the service has exactly these outcomes. */
export async function expectTaken(names: readonly string[], timeout = 10_000): Promise<void> {
  await vi.waitFor(() => expect(collector.names().sort()).toEqual([...names].sort()), {
    timeout,
    interval: 20,
  })
}

/** Lets time pass on a page that has a clock: in strides, with a moment for the network after each. */
export async function pass(page: Page, ms: number, strideMs = 1000): Promise<void> {
  for (let passed = 0; passed < ms; passed += strideMs) {
    await page.clock.fastForward(strideMs)
    await setTimeout(15)
  }
}
