import type { SluiceEvent } from '@sluice/core'
import { beforeEach, expect, it } from 'vitest'
import { bulk, fakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts'
import { openSlowly } from '../../test/slow-page.ts'
import type { PageEvent } from '../environment.ts'
import type { SluiceClient, SluiceClientOptions } from '../index.ts'

let world: FakeEnvironment
let drawn = 1

beforeEach(() => {
  world = fakeEnvironment()
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
})

/** One tab of several: what happens to it happens to no other. */
interface Tab {
  readonly client: SluiceClient
  arrive(): Promise<void>
  page(event: PageEvent): void
}

/** Opens a tab that hears no other, as one that is put away or still loads. */
function openTab(options: Partial<SluiceClientOptions> = {}): Tab {
  const listeners = new Set<(event: PageEvent) => void>()
  const { watchPage } = world
  world.watchPage = (listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const own = { ...world }
  world.watchPage = watchPage
  return { ...openSlowly(own, options), page: (event) => listeners.forEach((tell) => tell(event)) }
}

/** Opens a tab in which everything is there. */
async function openWhole(options: Partial<SluiceClientOptions> = {}): Promise<Tab> {
  const tab = openTab(options)
  await tab.arrive()
  await world.request().answer(bulk({ gate: true }))
  return tab
}

/** What was posted since so many posts, by name or type. */
function posted(since: number): string[] {
  return world.posts
    .slice(since)
    .flatMap(({ batch }) => batch.events)
    .map((event: SluiceEvent) => (event.type === 'outcome' ? event.name : event.type))
}

/** What is stored and tells of anybody. */
function stored(): string[] {
  return [...world.local]
    .filter(([key, value]) => value !== '' && !key.endsWith('.withdrawn'))
    .map(([key]) => key)
}

it.each<Partial<SluiceClientOptions>>([{}, { cache: 'memory' }])(
  'sends and keeps nothing in a page that was put away while another withdrew (%j)',
  async (options) => {
    world.serve(() => bulk({ gate: true }))
    world.take(() => new Response('', { status: 503 }))
    const a = await openWhole(options)
    const id = a.client.context()['anonymousKey']
    a.client.track('before')
    await world.advance(100)
    a.page('gone')
    const b = await openWhole(options)
    b.client.setConsent('denied')
    await world.advance(100)
    const since = world.posts.length
    world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
    a.page('visible')
    await world.advance(60_000)
    a.client.track('after')
    await world.advance(60_000)
    expect(a.client.consent()).toBe('denied')
    expect(a.client.context()['anonymousKey']).not.toBe(id)
    expect(posted(since)).toEqual([])
    expect(stored()).toEqual([])
    expect(world.databases.stored.size).toBe(0)
  },
)

it('sends and keeps nothing in a tab that still loads while another withdrew', async () => {
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const a = await openWhole()
  const b = openTab()
  b.client.track('early')
  await world.settle()
  a.client.setConsent('denied')
  const since = world.posts.length
  b.client.track('before the rest is there')
  await world.advance(100)
  expect(b.client.consent()).toBe('denied')
  await b.arrive()
  b.client.track('after')
  await world.advance(20_000)
  expect(posted(since)).toEqual([])
  expect(stored()).toEqual([])
  expect(world.databases.stored.size).toBe(0)
})

it('takes over a withdrawal when the rest of a tab arrives that recorded nothing meanwhile', async () => {
  const a = await openWhole()
  const b = openTab()
  a.client.setConsent('denied')
  await b.arrive()
  expect(b.client.consent()).toBe('denied')
  expect(stored()).toEqual([])
})

it('heeds a withdrawal before a retry, also while nobody looks at the page', async () => {
  world.take(() => new Response('', { status: 503 }))
  const a = await openWhole()
  a.client.track('before')
  await world.advance(10)
  const b = await openWhole()
  b.client.setConsent('denied')
  const since = world.posts.length
  await world.advance(60_000)
  expect(a.client.consent()).toBe('denied')
  expect(posted(since)).toEqual([])
})

it('leaves to whoever allows it anew what is stored since, and forgets what was recorded before', async () => {
  world.serve(() => bulk({ gate: true }))
  world.take(() => new Response('', { status: 503 }))
  const a = await openWhole()
  a.client.track('of the first grant')
  await world.advance(100)
  a.page('gone')
  const b = await openWhole()
  b.client.setConsent('denied')
  b.client.setConsent('granted')
  b.client.track('of the second grant')
  await world.advance(100)
  const id = b.client.context()['anonymousKey']
  a.page('visible')
  await world.advance(100)
  expect(a.client.consent()).toBe('denied')
  expect(b.client.consent()).toBe('granted')
  expect([...world.local.values()]).toContain(JSON.stringify(id))
  const rows = [...world.databases.stored.values()].flatMap((all) => [...all.values()])
  expect(rows.flatMap(({ events }) => events).join()).toContain('of the second grant')
  expect(rows.flatMap(({ events }) => events).join()).not.toContain('of the first grant')
  const since = world.posts.length
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  a.client.setConsent('granted')
  a.client.track('here too')
  await world.advance(60_000)
  // Tabs that cannot know of each other send twice what one of them left.
  const names = new Set(posted(since).filter((name) => name !== 'usage'))
  expect([...names].toSorted()).toEqual(['here too', 'of the second grant'])
  expect(b.client.consent()).toBe('granted')
})

it('forgets what was recorded before a withdrawal elsewhere, where it is allowed anew at once', async () => {
  world.take(() => new Response('', { status: 503 }))
  const a = await openWhole()
  a.client.track('before')
  await world.advance(100)
  const b = await openWhole()
  b.client.setConsent('denied')
  const since = world.posts.length
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  a.client.setConsent('granted')
  a.client.track('after')
  await world.advance(60_000)
  expect(posted(since).filter((name) => name !== 'usage')).toEqual(['after'])
})

it('numbers the events of a new grant from 1', async () => {
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const { client } = await openWhole()
  for (let i = 0; i < 3; i++) client.track(`e${i}`)
  await world.advance(1000)
  const since = world.posts.length
  client.setConsent('denied')
  client.setConsent('granted')
  client.track('again')
  await world.advance(1000)
  const events = world.posts.slice(since).flatMap(({ batch }) => batch.events)
  expect(events.map(({ sequence }) => sequence)[0]).toBe(1)
  expect(new Set(events.map(({ session }) => session)).size).toBe(1)
})

it('takes no cleared storage for a withdrawal', async () => {
  const { client, page } = await openWhole()
  client.setConsent('denied')
  client.setConsent('granted')
  await world.advance(100)
  world.local.clear()
  page('hidden')
  page('visible')
  client.track('goes on')
  await world.advance(1000)
  expect(client.consent()).toBe('granted')
  expect(posted(0)).toContain('goes on')
})
