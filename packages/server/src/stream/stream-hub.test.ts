import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import { HEARTBEAT_MS } from './connection.ts'
import { createStreamHub, type Listener } from './stream-hub.ts'
import { BUFFER_LIMIT_BYTES } from './stream-sink.ts'
import { arrival, listenTo } from './test-listener.ts'
import { openWebStream } from './web-stream.ts'

const HOLDER = { environment: 'development', kind: 'client_key', id: 'a1' } as const
const ANYBODY: Listener = {
  holder: HOLDER,
  userAgent: 'test',
}

function setUp({ maxStreams = 1_000, random = (): number => 0.5 } = {}) {
  const clock = createFakeClock()
  const versions = new Map([['development', 1]])
  const ends: string[] = []
  const hub = createStreamHub({
    clock,
    random,
    epoch: 'e',
    maxStreams,
    versionOf: (environment) => versions.get(environment) ?? 0,
    onEnd: (_, reason) => ends.push(reason),
  })
  const publish = (environment = 'development'): number => {
    const version = (versions.get(environment) ?? 0) + 1
    versions.set(environment, version)
    hub.published(environment)
    return version
  }
  const listen = (listener: Partial<Listener> = {}) =>
    listenTo(openWebStream(hub, { ...ANYBODY, ...listener }))
  return { clock, hub, ends, publish, listen }
}

it('asks for a fetch at once when a client connects', async () => {
  const { listen } = setUp()
  const client = listen()
  await arrival()
  expect(client.events).toEqual([
    { id: 'e.1', type: 'refetchEvaluation', etag: expect.stringMatching(/^[\w-]{22}\.1$/) },
  ])
})

it('tells a new client how long to wait before it comes back', async () => {
  const { listen } = setUp()
  const client = listen()
  await arrival()
  expect(client.text).toMatch(/^retry: 6500\n\n/)
})

it('tells everybody of the environment about a version, and nobody else', async () => {
  const { hub, publish, listen } = setUp()
  const [ann, bob] = [listen(), listen()]
  const stranger = listen({ holder: { ...HOLDER, environment: 'production' } })
  publish()
  await arrival()
  expect(ann.events.map(({ id }) => id)).toEqual(['e.1', 'e.2'])
  expect(bob.events.map(({ id }) => id)).toEqual(['e.1', 'e.2'])
  expect(stranger.events.map(({ id }) => id)).toEqual(['e.0'])
  expect(hub.count()).toBe(3)
})

it('gives each change an etag of its own, and takes every one of them as a receipt', async () => {
  const { hub, publish, listen } = setUp()
  const client = listen()
  publish()
  await arrival()
  hub.valuesChanged('development')
  await arrival()
  const tags = client.events.map(({ etag }) => etag)
  expect(tags).toHaveLength(3)
  const [receipt] = (tags[0] ?? '').split('.')
  expect(tags).toEqual([`${receipt}.1`, `${receipt}.2`, `${receipt}.2.1`])
  hub.fetched('development', tags[0] ?? '', 1)
  expect(hub.receipts('development', 2)).toMatchObject({ fetched: 0 })
  hub.fetched('development', tags[2] ?? '', 2)
  expect(hub.receipts('development', 2)).toMatchObject({ fetched: 1 })
})

it('counts a client that comes back as one that waits, until it fetches', async () => {
  const { hub, publish, listen } = setUp()
  const client = listen()
  const version = publish()
  await arrival()
  hub.fetched('development', client.events[1]?.etag ?? '', version)
  await client.leave()
  const again = listen()
  await arrival()
  expect(again.events.map(({ id }) => id)).toEqual(['e.2'])
  expect(hub.receipts('development', version)).toMatchObject({ connected: 1, fetched: 0 })
  hub.fetched('development', again.events[0]?.etag ?? '', version)
  expect(hub.receipts('development', version)).toMatchObject({ connected: 1, fetched: 1 })
})

it('spreads what it tells more than 32 clients over a second and a half', async () => {
  const { clock, publish, listen } = setUp()
  const clients = Array.from({ length: 200 }, () => listen())
  await arrival()
  publish()
  const told = () => clients.filter(({ events }) => events.at(-1)?.id === 'e.2').length
  await arrival()
  expect(told()).toBe(32)
  clock.advance(750)
  await arrival()
  expect(told()).toBeGreaterThan(100)
  expect(told()).toBeLessThan(160)
  clock.advance(750)
  await arrival()
  expect(told()).toBe(200)
})

it('says that it is there every 15 seconds', async () => {
  const { clock, listen } = setUp()
  const client = listen()
  clock.advance(3 * HEARTBEAT_MS)
  await arrival()
  expect(client.text.match(/^data: {"type":"heartbeat"}$/gm)).toHaveLength(3)
})

it('ends a stream after about half an hour, with a short wait before the next', async () => {
  const { clock, ends, listen } = setUp()
  const client = listen()
  clock.advance(29 * 60_000)
  expect(ends).toEqual([])
  clock.advance(60_000)
  await arrival()
  expect(ends).toEqual(['lifetime'])
  expect(client.ended).toBe(true)
  expect(client.text).toMatch(/retry: 550\n\n$/)
  expect(clock.pending).toBe(0)
})

it('cuts a client that does not read, and no other', async () => {
  const { hub, ends, publish, listen } = setUp()
  const idle = openWebStream(hub, ANYBODY)
  const reader = listen()
  const rounds = Math.ceil(BUFFER_LIMIT_BYTES / 100)
  for (let round = 0; round < rounds; round++) {
    publish()
    await arrival()
  }
  expect(ends).toEqual(['slow'])
  expect(hub.count()).toBe(1)
  expect(reader.events).toHaveLength(rounds + 1)
  await expect(idle?.getReader().read()).rejects.toThrow('too slowly')
})

it('turns listeners away when it is full, until a tenth is free again', async () => {
  const { hub, listen } = setUp({ maxStreams: 10 })
  const clients = Array.from({ length: 10 }, () => listen())
  expect(hub.full).toBe(true)
  expect(openWebStream(hub, ANYBODY)).toBeUndefined()
  expect(hub.count()).toBe(10)
  await clients[0]?.leave()
  expect(hub.full).toBe(false)
  expect(openWebStream(hub, ANYBODY)).toBeDefined()
})

it('ends the streams of a key that was revoked', async () => {
  const { hub, ends, listen } = setUp()
  const revoked = listen()
  const other = listen({ holder: { ...HOLDER, id: 'b2' } })
  hub.revoke({ kind: 'client_key', id: 'a1' })
  await arrival()
  expect(revoked.ended).toBe(true)
  expect(other.ended).toBe(false)
  expect(ends).toEqual(['revoked'])
})

it('breaks the connection of a client that does not read its goodbye', () => {
  const { clock, hub } = setUp()
  let aborted = 0
  openWebStream(hub, ANYBODY, () => aborted++)
  hub.close()
  expect(aborted).toBe(0)
  clock.advance(2_000)
  expect(aborted).toBe(1)
})

it('tells everybody when to come back before it closes, and keeps no timer', async () => {
  const { clock, hub, publish, listen } = setUp()
  const clients = Array.from({ length: 40 }, () => listen())
  publish()
  hub.close()
  await arrival()
  for (const client of clients) {
    expect(client.ended).toBe(true)
    expect(client.text).toMatch(/retry: 6500\n\n$/)
  }
  expect(hub.count()).toBe(0)
  expect(clock.pending).toBe(0)
})

it('comes back to nothing after many clients came and went', async () => {
  const { clock, hub, publish, listen } = setUp()
  for (let round = 0; round < 500; round++) {
    const client = listen()
    if (round % 50 === 0) publish()
    await client.leave()
  }
  expect(hub.count()).toBe(0)
  expect(clock.pending).toBe(0)
})

it('spreads the return of five hundred clients after a crash, so that no second gets a fifth of them', async () => {
  // As good as chance, and the same every time.
  let seed = 1
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const { hub } = setUp({ random })
  const clients = Array.from({ length: 500 }, () => listenTo(openWebStream(hub, ANYBODY)))
  await arrival()
  const bySecond = new Map<number, number>()
  for (const { text } of clients) {
    const delayMs = Number(/^retry: (\d+)$/m.exec(text)?.[1])
    expect(delayMs).toBeLessThan(60_000)
    const second = Math.floor(delayMs / 1_000)
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1)
  }
  expect(Math.max(...bySecond.values())).toBeLessThanOrEqual(100)
})
