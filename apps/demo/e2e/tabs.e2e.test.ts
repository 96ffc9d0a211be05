import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { chromiumLaunch } from '../../../tools/chromium.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip, expectText, visit } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
})

beforeEach(() => stage.service.load())

afterAll(() => stage[Symbol.asyncDispose]())

/** How many streams the service has open. */
async function streams(): Promise<number> {
  const metrics = await fetch(`${stage.service.url}/metrics`)
  const [, count] = /^sluice_streams\{environment="development"\} (\d+)/m.exec(
    await metrics.text(),
  ) as unknown as [string, string]
  return Number(count)
}

/** How many streams have ended since the service began. */
async function endedStreams(): Promise<number> {
  const metrics = await (await fetch(`${stage.service.url}/metrics`)).text()
  const counts = metrics.matchAll(/^sluice_streams_ended_total\{.*\} (\d+)/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await expectChip(page, 'live')
  return page
}

it('holds one stream for ten tabs, shows a change in all, and outlives the tab that held it', async () => {
  await using visit = await stage.visit()
  const { page: first, errors } = visit
  await expectChip(first, 'live')
  const pages = [first]
  while (pages.length < 10) pages.push(await openTab(first.context(), stage.shop.url))
  await vi.waitFor(async () => expect(await streams()).toBe(1), { timeout: 5000 })

  await stage.service.serve('banner', 'kiln')
  await Promise.all(pages.map((page) => expectText(page, 'The kiln is open!')))
  expect(await streams()).toBe(1)

  // The renderer dies: nobody says goodbye.
  const session = await first.context().newCDPSession(first)
  const ended = await endedStreams()
  session.send('Page.crash').catch(() => {})
  await vi.waitFor(
    async () => {
      expect(await endedStreams()).toBe(ended + 1)
      expect(await streams()).toBe(1)
    },
    { timeout: 3000 },
  )

  await stage.service.serve('banner', 'duties')
  const others = pages.slice(1)
  await Promise.all(others.map((page) => expectText(page, 'Duties and taxes are in the price')))
  expect(await streams()).toBe(1)
  expect(errors).toEqual([])
})

it('keeps people apart who share a browser', async () => {
  await using visit = await stage.visit('?as=tom')
  const { page: tom } = visit
  await expectChip(tom, 'live')
  const visitor = await openTab(tom.context(), `${stage.shop.url}?as=visitor`)

  await stage.service.serve('banner', 'kiln')

  await Promise.all([tom, visitor].map((page) => expectText(page, 'The kiln is open!')))
  expect(await streams()).toBe(1)
})

it('holds nothing while the system has put a page to sleep', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await expectChip(page, 'live')

  await page.evaluate(() => document.dispatchEvent(new Event('freeze')))
  await vi.waitFor(async () => expect(await streams()).toBe(0), { timeout: 5000 })
  await stage.service.serve('banner', 'kiln')
  await page.evaluate(() => document.dispatchEvent(new Event('resume')))

  await expectText(page, 'The kiln is open!')
  await vi.waitFor(async () => expect(await streams()).toBe(1), { timeout: 5000 })
})

it('gives a browser no reason not to keep a page for the way back', async () => {
  const { executablePath, args, env } = chromiumLaunch
  await using browser = await chromium.launch({
    executablePath,
    args,
    env,
    headless: true,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  await using tab = await visit(browser, stage.shop.url)
  const { page } = tab
  await expectChip(page, 'live')
  const session = await page.context().newCDPSession(page)
  const reasons: string[] = []
  session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) => {
    reasons.push(...notRestoredExplanations.map(({ reason }) => reason))
  })
  await session.send('Page.enable')

  await page.goto(`${stage.service.url}/health/live`)
  await vi.waitFor(async () => expect(await streams()).toBe(0), { timeout: 5000 })
  await stage.service.serve('banner', 'kiln')
  await page.goBack()

  await expectText(page, 'The kiln is open!')
  await vi.waitFor(async () => expect(await streams()).toBe(1), { timeout: 5000 })
  // A shell without windows never keeps pages. It says what the page did wrong all the same.
  const ownReasons = ['BackForwardCacheDisabledForDelegate', 'BrowsingInstanceNotSwapped']
  expect(reasons.filter((reason) => !ownReasons.includes(reason))).toEqual([])
})

it('catches up when a kept page comes back, and holds one stream', async () => {
  await using visited = await stage.visit()
  const { page } = visited
  await expectChip(page, 'live')
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  })
  await vi.waitFor(async () => expect(await streams()).toBe(0), { timeout: 5000 })
  await stage.service.serve('banner', 'kiln')
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  })
  await expectText(page, 'The kiln is open!')
  await vi.waitFor(async () => expect(await streams()).toBe(1), { timeout: 5000 })
})
