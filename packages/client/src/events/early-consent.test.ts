import type { SluiceEvent } from '@sluice/core'
import { beforeEach, expect, it } from 'vitest'
import { bulk, fakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts'
import { openSlowly } from '../../test/slow-page.ts'

const BOOTSTRAP = {
  flags: [{ key: 'cta', value: 'Buy', variant: 'control', reason: 'SPLIT', metadata: {} }],
  context: { targetingKey: 'ada' },
}

let world: FakeEnvironment
let drawn = 1

beforeEach(() => {
  world = fakeEnvironment()
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
})

/** What was posted, each event once. */
function posted(): string[] {
  const all = new Map<string, SluiceEvent>()
  for (const { batch } of world.posts) for (const event of batch.events) all.set(event.id, event)
  return [...all.values()].map((event) =>
    event.type === 'outcome'
      ? event.name
      : event.type === 'exposure'
        ? `${event.flag}=${event.variant}`
        : event.type,
  )
}

/** What is stored, but for how often somebody withdrew. */
function kept(): string[] {
  return [...world.local, ...world.session]
    .filter(([key, value]) => value !== '' && !key.endsWith('.withdrawn'))
    .map(([, value]) => value)
}

it('sends from the grant on, however late the rest comes', async () => {
  const { client, arrive } = openSlowly(world, { consent: 'unknown' })
  client.track('too early')
  await world.settle()
  client.setConsent('granted')
  client.track('signup')
  await world.settle()
  expect(posted()).toEqual(['signup'])
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  client.track('later')
  await world.advance(20_000)
  expect(posted().filter((name) => name !== 'usage')).toEqual(['signup', 'later'])
  expect(client.status().storage).toBe('local')
  client.close()
})

it('exposes with a grant what is on the screen, and says of nothing that it is sent that is not', async () => {
  const { client } = openSlowly(world, { consent: 'unknown', bootstrap: BOOTSTRAP })
  client.expose(client.peek('cta', ''))
  await world.settle()
  expect(client.exposures()).toMatchObject([{ unsent: 'consent' }])
  client.setConsent('granted')
  await world.advance(10)
  expect(client.exposures()).toMatchObject([{ unsent: 'consent' }, { unsent: undefined }])
  expect(posted()).toEqual(['cta=control'])
})

it('is who was here before as soon as there is a grant, and stays that', async () => {
  const first = openSlowly(world)
  const id = first.client.context()['anonymousKey']
  first.client.close()
  const { client, arrive } = openSlowly(world, { consent: 'unknown' })
  expect(client.context()['anonymousKey']).not.toBe(id)
  client.setConsent('granted')
  client.track('signup')
  await world.settle()
  const units = { targetingKey: id, anonymousKey: id }
  expect(client.context()).toEqual(units)
  expect(world.posts.at(-1)?.batch.events).toMatchObject([{ name: 'signup', units }])
  await arrive()
  expect(client.context()).toEqual(units)
  client.close()
})

it('deletes with a denial what is stored and aborts what is under way, before the rest comes', async () => {
  world.session.set('other', 'x')
  const { client, arrive } = openSlowly(world, { bootstrap: BOOTSTRAP })
  client.setOverride('forced', { value: true })
  client.expose(client.peek('cta', ''))
  client.track('private')
  await world.advance(10)
  expect([world.local.size, world.session.size, world.databases.stored.size]).toEqual([1, 2, 1])
  client.track('of this task')
  client.setConsent('denied')
  expect(world.posts.map(({ signal }) => signal.aborted)).toEqual([true])
  expect(kept()).toEqual(['x'])
  expect(world.databases.stored.size).toBe(0)
  client.track('after')
  await world.advance(1000)
  await arrive()
  await world.advance(20_000)
  expect(posted()).toEqual(['cta=control', 'private'])
  expect(world.databases.stored.size).toBe(0)
  client.close()
})

it('deletes what an earlier page left, also from a storage that is full', async () => {
  const first = openSlowly(world)
  first.client.track('private')
  await world.settle()
  first.client.close()
  const full = world.storage('local')
  const { client } = openSlowly(world, {
    cache: {
      getItem: (key) => full?.getItem(key) ?? null,
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
      removeItem: (key) => void world.local.delete(key),
    },
  })
  expect(world.local.size).toBe(1)
  client.setConsent('denied')
  expect(kept()).toEqual([])
  expect(world.databases.stored.size).toBe(0)
  client.close()
})

it.each(['local', 'session', 'memory'] as const)(
  'deletes with a denial what static pages remember (cache: %s)',
  async (cache) => {
    world.local.set('sluice.static', '{"hero":"urgent"}')
    world.local.set('other', 'x')
    const { client, arrive } = openSlowly(world, { cache })
    client.setConsent('denied')
    await arrive()
    expect(world.local.has('sluice.static')).toBe(false)
    expect(world.local.get('other')).toBe('x')
    client.close()
  },
)

it('begins again with a grant after a denial', async () => {
  const { client, arrive } = openSlowly(world)
  client.setConsent('denied')
  client.setConsent('granted')
  client.track('again')
  await world.settle()
  expect(posted()).toEqual(['again'])
  expect(kept()).toEqual([JSON.stringify(client.context()['anonymousKey'])])
  await arrive()
  client.setConsent('denied')
  await world.settle()
  expect(kept()).toEqual([])
  client.close()
})

/** Who was evaluated for, in every request so far. */
function evaluated(): unknown[] {
  return world.requests.map(({ context }) => (context as Record<string, unknown>)['anonymousKey'])
}

it.each(['denied', 'unknown'] as const)(
  'is somebody else from a withdrawal to %s on, and stays that with a grant',
  async (withdrawn) => {
    const first = openSlowly(world)
    await first.arrive()
    first.client.close()
    const { client, arrive } = openSlowly(world, {
      context: { targetingKey: 'ada', company: 'acme' },
    })
    const old = client.context()['anonymousKey']
    await arrive()
    await world.request().answer(bulk({ gate: true }))
    client.track('before')
    await world.advance(1000)
    expect([...world.local.values()].join()).toContain(old)
    client.setConsent(withdrawn)
    const own = client.context()['anonymousKey']
    expect(own).not.toBe(old)
    expect(client.context()).toEqual({ targetingKey: 'ada', company: 'acme', anonymousKey: own })
    const asked = evaluated().length
    void client.refresh()
    void client.setContext({ country: 'DE' })
    await world.settle()
    expect(new Set(evaluated().slice(asked))).toEqual(new Set([own]))
    client.setConsent('granted')
    client.track('again')
    await world.advance(1000)
    expect(client.context()['anonymousKey']).toBe(own)
    expect([...world.local.values(), ...world.session.values()].join()).not.toContain(old)
    const [before, again] = [world.posts[0], world.posts.at(-1)].map(
      (post) => post?.batch.events[0],
    )
    expect(again).toMatchObject({ name: 'again', units: { anonymousKey: own } })
    expect(again?.session).not.toBe(before?.session)
    client.close()
  },
)

it('is nobody whom the page was given once that was withdrawn', async () => {
  const context = { anonymousKey: 'from-a-cookie' }
  const { client } = openSlowly(world, { bootstrap: { ...BOOTSTRAP, context } })
  expect(client.context()['anonymousKey']).toBe('from-a-cookie')
  client.setConsent('denied')
  client.setConsent('granted')
  expect(client.context()['anonymousKey']).not.toBe('from-a-cookie')
  client.close()
})

it('stays who it is with a denial before which nothing was allowed', () => {
  const { client } = openSlowly(world, { consent: 'unknown' })
  const own = client.context()
  client.setConsent('denied')
  expect(client.context()).toEqual(own)
  client.close()
})

it('exposes what is on the screen anew with a grant after a denial, which took what waited', async () => {
  world.take(() => new Response('', { status: 503 }))
  const { client, arrive } = openSlowly(world, { bootstrap: BOOTSTRAP })
  client.expose(client.peek('cta', ''))
  await world.settle()
  await arrive()
  expect(client.exposures()).toMatchObject([{ flag: 'cta', unsent: undefined }])
  client.setConsent('denied')
  await world.advance(100)
  // What was deleted is not told of as sent.
  expect(client.exposures().filter(({ unsent }) => unsent === undefined)).toEqual([])
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const before = world.posts.length
  client.setConsent('granted')
  await world.advance(1000)
  const events = world.posts.slice(before).flatMap(({ batch }) => batch.events)
  expect(events.filter(({ type }) => type === 'exposure')).toMatchObject([
    { flag: 'cta', units: { anonymousKey: client.context()['anonymousKey'] } },
  ])
  client.close()
})

/** Joins all pages of a world from now on. Gives what they tell each other. */
function joinPages(): unknown[] {
  const said: unknown[] = []
  const pages = new Set<(message: unknown) => void>()
  world.joinTabs = (_name, told) => {
    pages.add(told)
    return {
      post(message) {
        said.push(message)
        for (const page of pages) if (page !== told) page(message)
      },
      campaign: () => () => {},
      live: () => () => {},
      living: () => Promise.resolve(new Set()),
      close: () => void pages.delete(told),
    }
  }
  return said
}

it('tells the other tabs of a denial that came before the rest', async () => {
  joinPages()
  const other = openSlowly(world)
  const { client, arrive } = openSlowly(world)
  await other.arrive()
  client.setConsent('denied')
  await arrive()
  expect(other.client.consent()).toBe('denied')
})

it('tells them also of a denial where nobody had allowed anything, after earlier withdrawals', async () => {
  joinPages()
  const first = openSlowly(world)
  await first.arrive()
  first.client.setConsent('denied')
  first.client.close()
  const other = openSlowly(world)
  await other.arrive()
  expect(other.client.consent()).toBe('granted')
  const { client, arrive } = openSlowly(world, { consent: 'unknown' })
  await arrive()
  client.setConsent('denied')
  expect(other.client.consent()).toBe('denied')
})

it('does not speak for other tabs where a page begins with a denial', async () => {
  const said = joinPages()
  const { arrive } = openSlowly(world, { consent: 'denied' })
  await arrive()
  expect(said).not.toContainEqual({ type: 'withdrawn' })
})
