import { expect, it, vi } from 'vitest'
import { refusing } from './support/collector.ts'
import {
  collector,
  expectTaken,
  newProfile,
  openPage,
  openReadyPage,
  type DeliveryPage,
} from './support/delivery-stage.ts'

/** Opens a client whose key took the place of another. */
async function openAfter(page: DeliveryPage): Promise<void> {
  await page.frame.evaluate(
    async (options) => {
      const { open, withFormerKeys } = globalThis.sluice
      await open(withFormerKeys(options, ['sluice_client_before']))
    },
    { url: collector.url, clientKey: 'sluice_client_after', stream: false },
  )
}

const anonymousKey = ({ frame }: DeliveryPage): Promise<unknown> =>
  frame.evaluate(() => globalThis.sluice.client.context()['anonymousKey'])

/** What the origin keeps, but for how often somebody withdrew. */
const kept = ({ frame }: DeliveryPage): Promise<string[]> =>
  frame.evaluate(async () => [
    ...Object.keys(localStorage).filter((name) => !name.endsWith('.withdrawn')),
    ...(await indexedDB.databases()).map(({ name = '' }) => name),
  ])

it('delivers what waited under a key that is refused by now, once, and is the same person', async () => {
  const context = await newProfile()
  const before = await openReadyPage(context, { clientKey: 'sluice_client_before' })
  collector.answer(refusing(401))
  await before.track(['one', 'two'])
  await before.page.waitForTimeout(300)
  const person = await anonymousKey(before)
  await before.page.close()
  collector.answer()
  const after = await openPage(context)
  await openAfter(after)
  await after.track(['three'])
  await expectTaken(['one', 'three', 'two'])
  expect(await anonymousKey(after)).toBe(person)
  await vi.waitFor(async () =>
    expect((await kept(after)).filter((name) => name.endsWith('.events'))).toHaveLength(1),
  )
})

it('delivers it while a page with the other key is open', async () => {
  const context = await newProfile()
  const before = await openReadyPage(context, { clientKey: 'sluice_client_before' })
  collector.answer(refusing(503))
  await before.track(['one'])
  const after = await openPage(context)
  await openAfter(after)
  await after.track(['two'])
  collector.answer()
  await before.track(['three'])
  await expectTaken(['one', 'three', 'two'], 20_000)
})

it('leaves nothing of either key after a denial', async () => {
  const context = await newProfile()
  const before = await openReadyPage(context, { clientKey: 'sluice_client_before' })
  collector.answer(refusing(401))
  await before.track(['one'])
  await before.page.waitForTimeout(300)
  const after = await openPage(context)
  await openAfter(after)
  await after.frame.evaluate(() => globalThis.sluice.client.setConsent('denied'))
  await before.track(['two'])
  await vi.waitFor(async () => expect(await kept(after)).toEqual([]))
  expect(await before.frame.evaluate(() => globalThis.sluice.client.consent())).toBe('denied')
})
