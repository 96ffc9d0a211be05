import { expect, it, vi } from 'vitest'
import { bulk, fakeEnvironment } from '../../test/fake-environment.ts'
import { openSlowly, type SlowPage } from '../../test/slow-page.ts'
import type { SluiceClientOptions } from '../index.ts'
import type { SluiceError } from '@sluice/core'

function stage(
  options: Partial<SluiceClientOptions> = {},
): SlowPage & { world: ReturnType<typeof fakeEnvironment>; codes: string[] } {
  const world = fakeEnvironment()
  let drawn = 1
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const onError = vi.fn<(error: SluiceError) => void>()
  const page = openSlowly(world, { onError, ...options })
  return {
    ...page,
    world,
    get codes() {
      return onError.mock.calls.map(([{ code }]) => code)
    },
  }
}

/** What the service has, by name or as what was given up. */
function taken({ posts }: ReturnType<typeof fakeEnvironment>): unknown[] {
  return posts
    .flatMap(({ batch }) => batch.events)
    .flatMap((event): unknown[] => {
      if (event.type === 'outcome') return [event.name]
      return event.type === 'dropped' ? [[event.reason, event.count, event.exposures]] : []
    })
}

it.each<[string, unknown]>([
  ['null', null],
  ['what looks like an exposure', { type: 'exposure', flag: 'cta', variant: 'a' }],
  ['what looks like an event', { id: 'x', type: 'outcome', json: '{}' }],
])('refuses %s for a name, and delivers what was recorded with it', async (_, name) => {
  const page = stage()
  const { client, world, arrive } = page
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  client.track('before')
  client.track(name as string)
  client.track('after')
  await world.advance(1000)
  client.track('later')
  await world.advance(20_000)
  expect(page.codes).toEqual(['EVENT_REFUSED'])
  expect(taken(world)).toHaveLength(4)
  expect(new Set(taken(world))).toEqual(
    new Set(['before', 'after', 'later', ['invalid', 1, undefined]]),
  )
  expect([...world.databases.stored.values()].flatMap((rows) => [...rows])).toEqual([])
  client.close()
})

it.each<[unknown, string]>([
  ['x'.repeat(300), 'x'.repeat(256)],
  [5, '5'],
  ['shop', 'shop'],
])('names whoever reads with no more than the service takes: %j', async (reader, sent) => {
  const { client, world } = stage({ reader: reader as string })
  client.track('signup')
  await world.settle()
  expect(world.posts[0]?.batch).toMatchObject({ reader: sent })
  client.close()
})

it('names nobody where there is no name', async () => {
  const { client, world } = stage({ reader: '' })
  client.track('signup')
  await world.settle()
  expect(world.posts[0]?.batch).not.toHaveProperty('reader')
  client.close()
})

it('gives up what is too large before the rest is there, and nothing else', async () => {
  const { client, world, arrive } = stage()
  for (let i = 0; i < 24; i++) client.track(`e${i}`)
  client.track('huge', { properties: { text: 'x'.repeat(10_000_000) } })
  await world.settle()
  client.track('huge alone', { properties: { text: 'x'.repeat(10_000_000) } })
  await world.settle()
  expect(Math.max(...world.posts.map(({ batch }) => JSON.stringify(batch).length))).toBeLessThan(
    65_536,
  )
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  client.track('later')
  await world.advance(20_000)
  expect(taken(world)).toHaveLength(26)
  expect(taken(world)).toContainEqual(['too_large', 2, undefined])
  client.close()
})

it('gives up alone what is too large in bytes, and posts what comes after it', async () => {
  const { client, world } = stage()
  client.track('huge', { properties: { a: '字'.repeat(5000), b: '字'.repeat(5000) } })
  client.track('small')
  await world.settle()
  client.track('last')
  await world.settle()
  world.page('hidden')
  await world.settle()
  expect(taken(world)).toEqual(['small', 'last'])
  client.close()
})

it('says of what was refused before the rest was there that it is', async () => {
  const page = stage()
  const { client, world, arrive } = page
  for (const value of [NaN, 2 ** 60, '5' as unknown as number]) client.track('paid', { value })
  client.track('', { value: 1 })
  client.track('good', { value: 1 })
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  expect(page.codes).toEqual(Array(4).fill('EVENT_REFUSED'))
  client.close()
})

it.each([
  ['3 KB each', 'x'.repeat(2900)],
  ['3 KB each, and no ASCII', '瓷'.repeat(966)],
])('posts no more at once than may outlive the page, and the rest later: %s', async (_, text) => {
  const { client, world, arrive } = stage()
  for (let i = 0; i < 30; i++) client.track(`e${i}`, { properties: { text } })
  await world.settle()
  world.page('hidden')
  await world.settle()
  const bytes = world.posts.map(
    ({ batch }) => new TextEncoder().encode(JSON.stringify(batch)).length,
  )
  expect(bytes).toHaveLength(2)
  expect(Math.max(...bytes)).toBeLessThanOrEqual(48 * 1024)
  expect(bytes[0]! + bytes[1]!).toBeLessThan(64 * 1024)
  expect(taken(world).length).toBeGreaterThanOrEqual(16)
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  await world.advance(20_000)
  expect(taken(world)).toHaveLength(30)
  expect(new Set(taken(world)).size).toBe(30)
  client.close()
})

it('stores what was recorded and lets go of its database, when that opens after the client was closed', async () => {
  const { client, world, arrive } = stage()
  client.track('signup')
  client.close()
  await world.settle()
  expect(world.databases.opened()).toBe(0)
  expect([...world.databases.stored.values()].flatMap((rows) => [...rows])).toHaveLength(1)
  await arrive()
  expect(world.databases.opened()).toBe(0)
})

it.each(['hidden', 'gone'] as const)(
  'posts what was recorded before the rest is there when the page is %s, each event once',
  async (event) => {
    const { client, world, arrive } = stage()
    client.track('first')
    await world.advance(400)
    client.track('second')
    await world.settle()
    client.track('third')
    await world.settle()
    expect(taken(world)).toEqual(['first'])
    world.page(event)
    expect(taken(world)).toEqual(['first', 'second', 'third'])
    expect(world.posts.map(({ keepalive }) => keepalive)).toEqual([true, true])
    world.page('gone')
    expect(world.posts).toHaveLength(2)
    await arrive()
    await world.request().answer(bulk({ gate: true }))
    await world.advance(5000)
    // Both answers were heard: nothing waits, in the database either.
    expect(taken(world)).toEqual(['first', 'second', 'third'])
    expect([...world.databases.stored.values()].flatMap((rows) => [...rows])).toEqual([])
    client.close()
    expect(world.leaving()).toBe(0)
  },
)

it('sends again what a page posted in vain before the rest was there', async () => {
  const { client, world, arrive } = stage()
  world.take(() => 'drop')
  client.track('first')
  await world.settle()
  client.track('second')
  await world.settle()
  world.page('hidden')
  await world.settle()
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  await world.advance(60_000)
  expect(new Set(taken(world).slice(2))).toEqual(new Set(['first', 'second']))
  client.close()
})

it('posts with what may outlive the page no more than it takes at once', async () => {
  const { client, world } = stage()
  world.take(undefined)
  for (let i = 0; i < 60; i++) client.track(`a${i}`)
  await world.settle()
  for (let i = 0; i < 60; i++) client.track(`b${i}`)
  await world.settle()
  world.page('hidden')
  world.page('gone')
  expect(world.posts.map(({ batch }) => batch.events.length)).toEqual([60, 60])
  expect(JSON.stringify(world.posts.map(({ batch }) => batch)).length).toBeLessThan(64 * 1024)
  client.close()
})

it('posts what waits with the page also for a client that was closed before its rest came', async () => {
  const { client, world } = stage()
  client.track('first')
  await world.settle()
  client.track('second')
  await world.settle()
  client.close()
  world.page('gone')
  expect(taken(world)).toEqual(['first', 'second'])
})

it('posts nothing when the page goes whose person withdrew in another tab', async () => {
  const { client, world } = stage()
  client.track('first')
  await world.settle()
  client.track('second')
  await world.settle()
  const other = openSlowly(world)
  other.client.setConsent('denied')
  world.page('gone')
  expect(taken(world)).toEqual(['first'])
  expect(client.consent()).toBe('denied')
})
