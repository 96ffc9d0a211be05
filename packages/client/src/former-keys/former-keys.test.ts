import { beforeEach, expect, it } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { start, world } from '../../test/page.ts'
import type { SluiceClient, SluiceClientOptions } from '../index.ts'
import type { StorageLike } from '../storage.ts'
import { storageOfAll } from './storage-of-all.ts'
import { withFormerKeys } from './with-former-keys.ts'

const URL = 'http://flags.test/'
const MINUTE_MS = 60_000

beforeEach(() => {
  let drawn = 1
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
  world.serve(() => bulk({ gate: true }))
})

/** Opens a page with the key that there was first. */
function openBefore(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  return start({ url: URL, clientKey: 'before', events: true, ...options })
}

/** Opens a page with the key that took its place. */
function openAfter(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const given = { url: URL, clientKey: 'after', environment: world, events: true, ...options }
  return start(withFormerKeys(given, ['between', 'before']))
}

/** Leaves an outcome behind that the service did not take. */
async function leaveWaiting(status: number): Promise<void> {
  world.take(() => new Response('{}', { status }))
  const before = openBefore()
  await world.settle()
  before.track('waited')
  await world.settle()
  before.close()
}

/** What is stored and tells of anybody. */
function stored(): string[] {
  const texts = [...world.local].filter(
    ([key, value]) => value !== '' && !key.endsWith('.withdrawn'),
  )
  const rows = [...world.databases.stored].filter(([, all]) => all.size > 0)
  return [...texts, ...rows].map(([key]) => key)
}

const takeAll = (): void =>
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))

const outcomes = (): string[] =>
  world.posts.flatMap(({ batch }) =>
    batch.events.flatMap((event) => (event.type === 'outcome' ? [event.name] : [])),
  )

it('goes on with whom another key knew, and with their values', async () => {
  const before = openBefore()
  await world.settle()
  const { anonymousKey } = before.context()
  before.close()
  const after = openAfter()
  expect(after.context()['anonymousKey']).toBe(anonymousKey)
  expect(after.peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  // A page that still has the other key is of the same person.
  expect(openBefore().context()['anonymousKey']).toBe(anonymousKey)
})

it('sends with its own key what waited under another', async () => {
  await leaveWaiting(401)
  world.posts.length = 0
  takeAll()
  openAfter()
  await world.advance(MINUTE_MS)
  expect(outcomes()).toEqual(['waited'])
  expect(world.posts[0]?.batch.key).toBe('after')
  expect(stored().filter((name) => name.endsWith('.events'))).toEqual([])
})

it('keeps what waited where it is while this key can store nothing', async () => {
  await leaveWaiting(401)
  world.databases.isFull = true
  openAfter().track('fresh')
  await world.advance(MINUTE_MS)
  world.databases.isFull = false
  expect(stored().filter((name) => name.endsWith('.events'))).toHaveLength(1)
})

it('deletes with a denial what was kept under every key', async () => {
  await leaveWaiting(503)
  expect(stored().length).toBeGreaterThan(1)
  openAfter({ consent: 'denied' })
  await world.settle()
  expect(stored()).toEqual([])
})

it('reads and writes nothing before consent, and is who was here then', async () => {
  const before = openBefore()
  await world.settle()
  const { anonymousKey } = before.context()
  before.close()
  const kept = [...world.local]
  const after = openAfter({ consent: 'unknown' })
  await world.settle()
  expect(after.context()['anonymousKey']).not.toBe(anonymousKey)
  expect([...world.local]).toEqual(kept)
  after.setConsent('granted')
  expect(after.context()['anonymousKey']).toBe(anonymousKey)
})

it.each([1, 2])(
  'is heard by pages with the other key when it withdraws (time %d)',
  async (time) => {
    const before = openBefore()
    await world.settle()
    for (let withdrawn = 1; withdrawn < time; withdrawn++) {
      before.setConsent('denied')
      before.setConsent('granted')
    }
    const after = openAfter()
    await world.settle()
    after.setConsent('denied')
    world.page('visible')
    await world.settle()
    expect(before.consent()).toBe('denied')
    expect(stored()).toEqual([])
  },
)

it('goes on in a storage of your own, also in one that can delete nothing', async () => {
  const kept = new Map<string, string>()
  const cache: StorageLike = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }
  const before = openBefore({ cache })
  await world.settle()
  const { anonymousKey } = before.context()
  before.close()
  const after = openAfter({ cache })
  expect(after.context()['anonymousKey']).toBe(anonymousKey)
  after.setConsent('denied')
  expect([...kept.values()].filter((value) => value !== '')).toEqual([])
})

it('finds what was kept under the latest of several keys', () => {
  const kept = new Map([
    ['b.id', '"of b"'],
    ['c.id', '"of c"'],
  ])
  const all = storageOfAll(
    { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    (name) => [name.replace('a', 'b'), name.replace('a', 'c')],
  )
  expect(all.getItem('a.id')).toBe('"of b"')
  all.setItem('a.id', '"of a"')
  expect(all.getItem('a.id')).toBe('"of a"')
  expect(all.getItem('a.counted')).toBeNull()
})
