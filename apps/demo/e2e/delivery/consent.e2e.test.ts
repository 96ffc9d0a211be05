import type { Frame } from 'playwright-core'
import { expect, it, vi } from 'vitest'
import { refusing } from './support/collector.ts'
import {
  collector,
  expectTaken,
  namesFor,
  newProfile,
  openPage,
  openReadyPage,
  type DeliveryPage,
} from './support/delivery-stage.ts'

/** What the origin keeps, anywhere, but for how often somebody withdrew. */
function kept(frame: Frame): Promise<string[]> {
  return frame.evaluate(async () => [
    ...Object.keys(localStorage).filter((key) => !key.endsWith('.withdrawn')),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name = '' }) => name),
    ...document.cookie.split(';').filter(Boolean),
  ])
}

it('writes nothing and sends nothing until consent is granted, and then begins with what is on the screen', async () => {
  const visit = await openReadyPage(undefined, { consent: 'unknown' })
  const { value, id } = await visit.frame.evaluate(() => {
    const { client, reportCrash } = globalThis.sluice
    client.expose(client.peek('cta-control', ''))
    client.track('too early')
    client.setOverride('cta-urgent', { value: 'forced' })
    reportCrash(client, { flag: 'cta-urgent', variant: 'urgent', error: new Error('Boom') })
    return { value: client.peek('cta-control', '').value, id: client.context()['anonymousKey'] }
  })
  expect(value).toBe('control')
  await visit.page.waitForTimeout(500)
  expect(await kept(visit.frame)).toEqual([])
  expect(collector.posts).toEqual([])
  expect(await visit.storage()).toBe('memory')

  await visit.frame.evaluate(() => {
    globalThis.sluice.client.setConsent('granted')
    globalThis.sluice.client.track('now')
  })
  await expectTaken(['now'])
  await vi.waitFor(() =>
    expect(collector.of('exposure')).toMatchObject([
      { flag: 'cta-control', units: { anonymousKey: id } },
    ]),
  )
  expect((await kept(visit.frame)).length).toBeGreaterThanOrEqual(3)
  expect(await visit.storage()).toBe('local')

  // Who comes back is the same person, also to a page that asks first.
  await visit.page.reload()
  await visit.page.waitForFunction(() => 'sluice' in globalThis)
  await visit.open({ consent: 'unknown' })
  await visit.frame.evaluate(() => globalThis.sluice.client.setConsent('granted'))
  expect(await visit.frame.evaluate(() => globalThis.sluice.client.context()['anonymousKey'])).toBe(
    id,
  )
})

it('forgets a thousand events, ids and values within 100 ms of a denial, in every tab', async () => {
  const context = await newProfile()
  const other = await openReadyPage(context)
  const visit = await openReadyPage(context)
  let aborted = 0
  collector.answer((response) => {
    // What may outlive the page Chromium does not break off; the first try is of that kind.
    if (collector.posts.length === 1) response.writeHead(503).end()
    else response.on('close', () => aborted++)
  })
  await visit.track(namesFor('private', 1000), 100)
  await vi.waitFor(() => expect(collector.posts.length).toBe(2), { timeout: 5000 })
  expect((await kept(visit.frame)).length).toBeGreaterThan(0)

  const tookMs = await visit.frame.evaluate(async () => {
    const startedAt = performance.now()
    globalThis.sluice.client.setConsent('denied')
    const left = async (): Promise<number> =>
      localStorage.length + sessionStorage.length + (await indexedDB.databases()).length
    // What stays is how often somebody withdrew.
    while ((await left()) > 1 && performance.now() - startedAt < 5000)
      await new Promise((resolve) => setTimeout(resolve, 1))
    return performance.now() - startedAt
  })
  expect(tookMs).toBeLessThan(100)
  await vi.waitFor(() => expect(aborted).toBe(1))
  collector.answer()
  const before = collector.posts.length
  await visit.track(['after'])
  await other.track(['elsewhere'])
  await visit.page.waitForTimeout(1500)
  expect(collector.posts.length).toBe(before)
  expect(await kept(visit.frame)).toEqual([])
  expect(await visit.frame.evaluate(() => Object.values(localStorage))).toEqual(['1'])
  expect(await other.frame.evaluate(() => globalThis.sluice.client.consent())).toBe('denied')
  // Values go on.
  expect(
    await visit.frame.evaluate(() => globalThis.sluice.client.peek('cta-control', '').value),
  ).toBe('control')
})

it.each(['globalPrivacyControl', 'doNotTrack'])(
  'takes %s for a denial, also of what an earlier visit kept, unless the application says otherwise',
  async (signal) => {
    const context = await newProfile()
    collector.answer(refusing(503))
    const before = await openReadyPage(context)
    await before.track(['before'])
    await before.page.waitForTimeout(100)
    await before.page.close()
    collector.answer()
    const posts = collector.posts.length

    const visit = await openPage(context)
    await visit.page.addInitScript((name) => {
      Object.defineProperty(navigator, name, { value: name === 'doNotTrack' ? '1' : true })
    }, signal)
    await visit.page.reload()
    await visit.page.waitForFunction(() => 'sluice' in globalThis)
    await visit.open()
    expect(await visit.frame.evaluate(() => globalThis.sluice.client.consent())).toBe('denied')
    await visit.track(['unwanted'])
    await vi.waitFor(async () => expect(await kept(visit.frame)).toEqual([]))
    expect(collector.posts.length).toBe(posts)

    await visit.page.reload()
    await visit.page.waitForFunction(() => 'sluice' in globalThis)
    await visit.open({ consent: 'granted' })
    await visit.track(['asked for'])
    await expectTaken(['asked for'])
  },
)

/** What is put away hears nothing: so the browser says, and so it is with a page that is frozen. */
function turn(visit: DeliveryPage, event: 'pagehide' | 'pageshow'): Promise<void> {
  return visit.frame.evaluate((event) => {
    globalThis.dispatchEvent(new PageTransitionEvent(event, { persisted: true }))
  }, event)
}

it.each(['local', 'memory'] as const)(
  'sends and keeps nothing in a page that comes back after another tab withdrew (cache: %s)',
  async (cache) => {
    const context = await newProfile()
    const away = await openReadyPage(context, { cache })
    const visit = await openReadyPage(context, { cache })
    collector.answer(refusing(503))
    await away.track(namesFor('before', 3))
    await vi.waitFor(() => expect(collector.posts.length).toBeGreaterThan(0))
    await turn(away, 'pagehide')
    await away.page.waitForTimeout(200)
    await visit.frame.evaluate(() => globalThis.sluice.client.setConsent('denied'))
    await vi.waitFor(async () => expect(await kept(visit.frame)).toEqual([]))
    collector.answer()
    const posts = collector.posts.length
    await turn(away, 'pageshow')
    await away.track(['after'])
    await away.page.waitForTimeout(1500)
    expect(collector.posts.length).toBe(posts)
    expect(await kept(away.frame)).toEqual([])
    expect(await away.frame.evaluate(() => globalThis.sluice.client.consent())).toBe('denied')

    await away.frame.evaluate(() => globalThis.sluice.client.setConsent('granted'))
    await away.track(['allowed again'])
    await expectTaken(['allowed again'])
  },
)

it('sends and keeps nothing in a tab that was still loading when another withdrew', async () => {
  const context = await newProfile()
  const visit = await openReadyPage(context)
  const loading = await openPage(context)
  const arrive = await loading.openSlowly()
  await visit.frame.evaluate(() => globalThis.sluice.client.setConsent('denied'))
  await visit.page.waitForTimeout(100)
  const posts = collector.posts.length
  await loading.track(['before the rest is there'])
  arrive()
  await loading.page.waitForTimeout(1000)
  await loading.track(['after'])
  await loading.page.waitForTimeout(1000)
  expect(collector.posts.length).toBe(posts)
  expect(await kept(loading.frame)).toEqual([])
  expect(await loading.frame.evaluate(() => globalThis.sluice.client.consent())).toBe('denied')
})
