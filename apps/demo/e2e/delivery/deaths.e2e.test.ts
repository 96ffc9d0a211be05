import { setTimeout } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { refusing } from './support/collector.ts'
import {
  collector,
  expectTaken,
  followPage,
  namesFor,
  newProfile,
  openPage,
  openReadyPage,
  site,
} from './support/delivery-stage.ts'
import { KillableBrowser } from './support/killable-browser.ts'

/** How often what depends on chance is tried; `SLUICE_RUNS` says so for a long look. */
const ROUNDS = Number(process.env['SLUICE_RUNS'] ?? 15)

it.each(['closes', 'goes elsewhere'])(
  'counts what was on the screen when its page %s in the same task',
  async (how) => {
    const context = await newProfile()
    const opener = await context.newPage()
    for (let round = 0; round < ROUNDS; round++) {
      // A page that another one opened may close itself.
      const opened = opener.waitForEvent('popup')
      await opener.evaluate((url) => void globalThis.open(url), site.url)
      const visit = followPage(await opened)
      await visit.page.waitForFunction(() => 'sluice' in globalThis)
      await visit.open({ context: { targetingKey: `${how} ${round}` } })
      await visit.frame
        .evaluate(
          ([how, elsewhere]) => {
            const { client } = globalThis.sluice
            client.expose(client.peek('cta-control', ''))
            if (how === 'closes') globalThis.close()
            else location.href = elsewhere
          },
          [how, `${site.url}/elsewhere`] as const,
        )
        // The page may be gone before it answers.
        .catch(() => {})
      if (how !== 'closes') await visit.page.waitForURL('**/elsewhere')
      await visit.page.close()
    }
    const seen = (): unknown[] => collector.of('exposure').map(({ units }) => units['targetingKey'])
    await vi.waitFor(() => expect(seen()).toHaveLength(ROUNDS), { timeout: 5000 })
    expect(new Set(seen()).size).toBe(ROUNDS)
  },
)

it.each(['closes', 'goes elsewhere'])(
  'counts what follows the first commit when its page %s before the rest of the client is there',
  async (how) => {
    const context = await newProfile()
    const names = [`${how} first`, `${how} then`, `${how} last`]
    const opener = await context.newPage()
    const opened = opener.waitForEvent('popup')
    await opener.evaluate((url) => void globalThis.open(url), site.url)
    const visit = followPage(await opened)
    await visit.page.waitForFunction(() => 'sluice' in globalThis)
    await visit.openSlowly()
    await visit.track(names.slice(0, 1))
    await vi.waitFor(() => expect(collector.names()).toEqual(names.slice(0, 1)))
    await visit.track(names.slice(1, 2))
    expect(collector.names()).toEqual(names.slice(0, 1))
    await visit.frame
      .evaluate(
        ([name, how, elsewhere]) => {
          globalThis.sluice.client.track(name)
          if (how === 'closes') globalThis.close()
          else location.href = elsewhere
        },
        [names[2] as string, how, `${site.url}/elsewhere`] as const,
      )
      // The page may be gone before it answers.
      .catch(() => {})
    await expectTaken(names)
  },
)

it('sends what it can of 90 KB with the page that goes, and the rest with the next one', async () => {
  const context = await newProfile()
  const visit = await openReadyPage(context)
  const names = namesFor('leaving', 30)
  await visit.frame
    .evaluate(
      ([names, elsewhere]) => {
        for (const name of names)
          globalThis.sluice.client.track(name, { properties: { text: 'x'.repeat(3000) } })
        location.href = elsewhere
      },
      [names, `${site.url}/elsewhere`] as const,
    )
    .catch(() => {})
  await visit.page.waitForURL('**/elsewhere')
  await vi.waitFor(() => expect(collector.names().length).toBeGreaterThanOrEqual(15))
  await openReadyPage(context)
  await expectTaken(names)
  expect(collector.posts.length).toBeLessThanOrEqual(12)
})

it.each([
  ['at once', 0, false],
  ['50 ms later, in an outage', 50, true],
  ['1 s later, in an outage', 1000, true],
  ['3.5 s later, in an outage', 3500, true],
])(
  'has all that was recorded after the next visit when the whole browser is killed %s',
  async (_, ms, isOutage) => {
    await using browser = await KillableBrowser.create()
    const first = await browser.start()
    const visit = followPage(first)
    await first.goto(site.url)
    await first.waitForFunction(() => 'sluice' in globalThis)
    await visit.open()
    // On a machine with much else to do a database takes longer to be made than the page lives.
    await first.waitForFunction(async () => (await indexedDB.databases()).length > 0)
    if (isOutage) collector.answer(refusing(503))
    const names = namesFor(`killed ${ms}`, 12)
    await visit.track(names, 200)
    await setTimeout(ms)
    await browser.kill()
    expect(!isOutage || collector.names().length === 0).toBe(true)

    collector.answer()
    const next = await browser.start()
    const again = followPage(next)
    await next.goto(site.url)
    await next.waitForFunction(() => 'sluice' in globalThis)
    await again.open()
    await expectTaken(names)
  },
)

it('finds in one tab what another left when it crashed', async () => {
  const context = await newProfile()
  const first = await openReadyPage(context)
  const second = await openReadyPage(context)
  collector.answer(refusing(503))
  const names = namesFor('crashed', 20)
  await first.track(names.slice(0, 10), 100)
  await second.track(names.slice(10), 100)
  // The one that tries for both.
  await first.page.waitForTimeout(1500)
  const session = await context.newCDPSession(first.page)
  session.send('Page.crash').catch(() => {})
  await first.page.waitForEvent('crash')
  collector.answer()
  // Somebody looks at the other one, or opens the next.
  await second.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expectTaken(names, 40_000)
})

it('lets one tab try for all while the service fails', async () => {
  const context = await newProfile()
  const tabs = [
    await openReadyPage(context),
    await openReadyPage(context),
    await openReadyPage(context),
  ]
  collector.answer(refusing(503))
  const names = namesFor('shared', 30)
  for (const [index, tab] of tabs.entries()) {
    await tab.track(names.slice(index * 10, index * 10 + 10))
    await setTimeout(300)
  }
  await setTimeout(5000)
  // The first try of each, and a few of the one that goes on.
  expect(collector.posts.length).toBeLessThanOrEqual(9)
  collector.answer()
  await expectTaken(names, 40_000)
})

it('keeps the queues of two keys and of two copies of the code apart', async () => {
  const context = await newProfile()
  const visit = await openPage(context, '/twice')
  await visit.page.waitForFunction(() => 'copy' in globalThis)
  await visit.open({ clientKey: 'sluice_client_a' })
  await visit.page.evaluate((options) => globalThis.copy.open(options).then(() => undefined), {
    url: collector.url,
    clientKey: 'sluice_client_b',
    context: { targetingKey: 'ada' },
    stream: false,
  })
  const databases = await visit.page.evaluate(async () => (await indexedDB.databases()).length)
  expect(databases).toBe(2)
  await visit.page.evaluate(() => {
    globalThis.sluice.client.track('of a')
    globalThis.copy.client.track('of b')
  })
  await expectTaken(['of a', 'of b'])
})
