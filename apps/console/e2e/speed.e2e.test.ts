import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, signIn, type Stage } from './support/stage.ts'

const HERE = '/environments/development'

/** What each view has to show to be of use. */
const VIEWS = {
  flags: 'th a:has-text("Opening picture")',
  'flags/hero-layout': '.chart',
  experiments: 'h2 a:has-text("Opening picture")',
  'experiments/opening-picture': '.scorecard .row',
  audit: '.entries > li',
} as const

/**
 * The page and the service together may work for as long before a view can be used, one after the
 * other. Work and not the clock: on a machine that does something else, that runs on.
 */
const WORK_MS = 1_000

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.expose('hero-layout')
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

it.each(Object.entries(VIEWS))(
  'can be used after less than a second of work from an empty page: %s',
  async (path, shown) => {
    await using visit = await stage.visit('/sign-in')
    const { page } = visit
    await signIn(page)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    const [inPage, inService] = [await pageWork(cdp), process.cpuUsage()]
    await page.goto(`${stage.service.url}${HERE}/${path}`, { waitUntil: 'commit' })
    await page.locator(shown).first().waitFor()
    const { user, system } = process.cpuUsage(inService)
    const work = (await pageWork(cdp)) - inPage + (user + system) / 1_000
    expect(work).toBeGreaterThan(10)
    expect(work).toBeLessThan(WORK_MS)
  },
)

/** How long the main thread of a page has worked, in milliseconds. */
async function pageWork(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const found = metrics.find(({ name }) => name === 'TaskDuration')
  if (found === undefined) throw new Error('this Chromium does not tell how long it worked')
  return found.value * 1_000
}
