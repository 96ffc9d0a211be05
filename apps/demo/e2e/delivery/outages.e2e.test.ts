import { expect, it, vi } from 'vitest'
import { dropped, lostReply, refusing, type PostFault } from './support/collector.ts'
import {
  collector,
  expectTaken,
  namesFor,
  newProfile,
  openPage,
  openReadyPage,
  pass,
} from './support/delivery-stage.ts'

it.each([200, 1000])(
  'delivers 80 events of %d bytes in at most 12 posts, none of them twice',
  async (bytes) => {
    const visit = await openReadyPage()
    const names = namesFor(`calm ${bytes}`, 80)
    for (const name of names) {
      await visit.track([name], bytes)
      await visit.page.waitForTimeout(20)
    }
    await expectTaken(names)
    expect(collector.posts.length).toBeLessThanOrEqual(12)
    const sent = collector.posts.flatMap(({ batch }) => batch.events)
    expect(sent.filter(({ type }) => type === 'outcome')).toHaveLength(80)
  },
)

it.each<[string, PostFault]>([
  ['503', refusing(503)],
  ['429 with Retry-After', refusing(429, { 'retry-after': '5' })],
  ['nothing', dropped],
  ['what never arrives', lostReply],
])(
  'delivers everything of a tab that stays open while the service answers %s for a minute',
  async (what, fault) => {
    const context = await newProfile()
    const visit = await openPage(context)
    await visit.page.clock.install()
    await visit.page.reload()
    await visit.page.waitForFunction(() => 'sluice' in globalThis)
    await visit.open()
    collector.answer(fault)
    const names = namesFor(what, 80)
    for (let at = 0; at < 60; at += 5) {
      await visit.track(names.splice(0, 7), 200)
      await pass(visit.page, 5000)
    }
    // Eight are free, then one in twelve seconds.
    expect(collector.posts.length).toBeLessThanOrEqual(14)
    collector.answer()
    await pass(visit.page, 60_000, 2000)
    await expectTaken(namesFor(what, 80))
  },
)

it('delivers what a closed tab left in an outage, with the next visit', async () => {
  const context = await newProfile()
  const visit = await openReadyPage(context)
  collector.answer(refusing(503))
  const names = namesFor('left', 80)
  await visit.track(names.slice(0, 40), 200)
  await visit.page.waitForTimeout(500)
  await visit.track(names.slice(40), 200)
  await visit.page.waitForTimeout(50)
  await visit.page.close()
  expect(collector.names()).toEqual([])

  collector.answer()
  await openReadyPage(context)
  await expectTaken(names)
  expect(collector.posts.length).toBeLessThanOrEqual(12)
})

it('sends a backlog in batches of 48 KiB, and reads every answer', async () => {
  const visit = await openReadyPage()
  const names = namesFor('backlog', 100)
  await visit.track(names, 2000)
  await expectTaken(names)
  for (const { bytes } of collector.posts) expect(bytes).toBeLessThanOrEqual(48 * 1024)
  // An answer that nobody read would keep its share of what may outlive the page.
  for (let round = 0; round < 10; round++) await visit.track(namesFor(`more ${round}`, 20), 2000)
  await vi.waitFor(() => expect(collector.names()).toHaveLength(300), { timeout: 20_000 })
})

it('gets by when somebody else has used up what may outlive the page', async () => {
  const visit = await openReadyPage()
  await visit.frame.evaluate((url) => {
    // Nobody ever answers this one.
    void fetch(`${url}/hang`, { method: 'POST', keepalive: true, body: 'x'.repeat(61_440) }).catch(
      () => {},
    )
  }, `${collector.url}`)
  const names = namesFor('crowded', 30)
  await visit.track(names, 200)
  await expectTaken(names)
})

it('sends again what it has no answer for, and it counts once', async () => {
  const visit = await openReadyPage()
  collector.answer(lostReply)
  const names = namesFor('unsure', 20)
  await visit.track(names, 100)
  await vi.waitFor(() => expect(collector.posts.length).toBeGreaterThan(2), { timeout: 10_000 })
  collector.answer()
  await expectTaken(names)
  await visit.page.waitForTimeout(200)
  expect(collector.conflicts).toEqual([])
})

it('drops only the events that the service names, and says so', async () => {
  const visit = await openReadyPage()
  const names = namesFor('mixed', 500)
  collector.bad.add('mixed 77')
  await visit.track(names)
  await expectTaken(names.filter((name) => name !== 'mixed 77'))
  await visit.track(['after'])
  await vi.waitFor(
    () => expect(collector.of('dropped')).toMatchObject([{ reason: 'refused', count: 1 }]),
    { timeout: 10_000 },
  )
})

it('keeps what an ad blocker does not let through, and tells once', async () => {
  const visit = await openReadyPage()
  await visit.page.route('**/v1/events', (route) => route.abort('blockedbyclient'))
  const names = namesFor('blocked', 5)
  for (const name of names) {
    await visit.track([name])
    await visit.page.waitForTimeout(300)
  }
  const { errors } = await visit.frame.evaluate(() => globalThis.sluice.told)
  expect(errors).toEqual(['EVENTS_NOT_SENT'])
  expect(
    await visit.frame.evaluate(() => globalThis.sluice.client.peek('cta-control', '').value),
  ).toBe('control')
  await visit.page.unroute('**/v1/events')
  await expectTaken(names, 20_000)
})
