import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSluiceClient } from './create-client.ts'
import type { FakeEnvironment } from '../test/fake-environment.ts'
import { bulk, fakeEnvironment } from '../test/fake-environment.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'
// Loaded ahead, so that tests wait for no disk.
import './sync/start-sync.ts'

let world: FakeEnvironment
const clients: SluiceClient[] = []

function start(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url: 'http://flags.test',
    clientKey: 'sluice_client_x',
    environment: world,
    ...options,
  })
  clients.push(client)
  return client
}

beforeEach(() => {
  let chance = 0
  world = fakeEnvironment()
  world.chance = () => (chance = (chance + 0.618_033_988_7) % 1)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

describe('another person', () => {
  it('sees nothing of the previous one from the next read on', async () => {
    const client = start({ context: { targetingKey: 'ada' } })
    await world.request().answer(bulk({ secret: 'ada' }))
    const seen: unknown[] = []
    client.subscribeFlag('secret', () => seen.push(client.peek('secret', '–').value))
    void client.setContext({ targetingKey: 'bob' })
    expect(client.peek('secret', '–')).toMatchObject({
      value: '–',
      errorCode: 'PROVIDER_NOT_READY',
    })
    expect(client.context()).toMatchObject({ targetingKey: 'bob' })
    expect(client.status()).toMatchObject({ state: 'starting', source: 'default' })
    expect(client.status().version).toBeUndefined()
    await world.request().answer(bulk({ secret: 'bob' }))
    expect(seen).toEqual(['–', 'bob'])
  })

  it.each([false, true])(
    'never sees an answer for the previous one that comes late (%s)',
    async (ignoresAborts) => {
      world.ignoresAborts = ignoresAborts
      const client = start({ context: { targetingKey: 'ada' } })
      const late = world.request()
      void client.setContext({ targetingKey: 'bob' })
      expect(late.signal.aborted).toBe(true)
      const own = world.request()
      expect(own.context).toMatchObject({ targetingKey: 'bob' })
      await late.answer(bulk({ secret: 'ada' }, { version: 9 }))
      expect(client.peek('secret', '–').value).toBe('–')
      await own.answer(bulk({ secret: 'bob' }, { version: 8 }))
      expect(client.peek('secret', '–').value).toBe('bob')
    },
  )

  it('is not asked for with the ETag of the previous one', async () => {
    const client = start({ context: { targetingKey: 'ada' } })
    await world.request().answer(bulk({ secret: 'ada' }))
    void client.setContext({ targetingKey: 'bob' })
    expect(world.request().headers.has('if-none-match')).toBe(false)
  })

  it('who is set while the store is being read is there at once', async () => {
    const client = start({ context: { targetingKey: 'ada' } })
    let inside: unknown
    const stop = client.subscribeFlag('secret', () => {
      stop()
      void client.setContext({ targetingKey: 'bob' })
      inside = client.peek('secret', '–').value
    })
    await world.request().answer(bulk({ secret: 'ada' }))
    expect(inside).toBe('–')
    expect(client.store.getState().context).toMatchObject({ targetingKey: 'bob' })
    expect(client.peek('secret', '–').value).toBe('–')
  })

  it('comes with signing out: a new anonymous key, no attributes, no values', async () => {
    const client = start({ context: { targetingKey: 'ada', country: 'DE' } })
    await world.request().answer(bulk({ secret: 'ada' }))
    const { anonymousKey } = client.context()
    const done = client.reset()
    expect(client.peek('secret', '–').value).toBe('–')
    expect(client.context()).toEqual({
      targetingKey: expect.not.stringMatching(anonymousKey as string),
      anonymousKey: client.context().targetingKey,
    })
    await world.request().answer(bulk({ secret: 'nobody' }))
    expect(await done).toMatchObject({ state: 'ready' })
    expect(client.peek('secret', '–').value).toBe('nobody')
    const next = client.context().targetingKey
    expect(start().context().targetingKey).toBe(next)
  })
})

describe('the same person', () => {
  it('with other attributes keeps the values until the answer comes', async () => {
    const client = start({ context: { targetingKey: 'ada', country: 'DE' } })
    await world.request().answer(bulk({ price: 'EUR' }, { version: 5 }))
    const listener = vi.fn<() => void>()
    client.subscribeFlag('price', listener)
    const done = client.setContext({ targetingKey: 'ada', country: 'US' })
    expect(client.peek('price', '').value).toBe('EUR')
    expect(client.status()).toMatchObject({ state: 'starting', source: 'network' })
    expect(listener).not.toHaveBeenCalled()
    expect(world.request().headers.has('if-none-match')).toBe(false)
    await world.request().answer(bulk({ price: 'USD' }, { version: 4 }))
    expect(await done).toMatchObject({ state: 'ready', version: 4 })
    expect(client.peek('price', '').value).toBe('USD')
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('with the same attributes causes no request and no notification', async () => {
    const client = start({ context: { targetingKey: 'ada', a: 1, nested: { x: 1, y: [1, 2] } } })
    await world.request().answer(bulk({ gate: true }))
    const listener = vi.fn<() => void>()
    client.store.subscribe(listener)
    const status = await client.setContext({
      nested: { y: [1, 2], x: 1 },
      a: 1,
      targetingKey: 'ada',
    })
    expect(status).toBe(client.status())
    expect(world.requests).toHaveLength(1)
    expect(listener).not.toHaveBeenCalled()
    void client.setContext({ targetingKey: 'ada', a: 1, nested: { x: 1, y: [2, 1] } })
    expect(world.requests).toHaveLength(2)
  })

  it('keeps the anonymous key when signing in', async () => {
    const client = start()
    const { anonymousKey, targetingKey } = client.context()
    expect(targetingKey).toBe(anonymousKey)
    void client.setContext({ targetingKey: 'ada' })
    expect(client.context()).toEqual({ targetingKey: 'ada', anonymousKey })
  })
})

describe('the anonymous key', () => {
  it('is remembered from page to page', () => {
    const { anonymousKey } = start().context()
    expect(start().context()).toEqual({ targetingKey: anonymousKey, anonymousKey })
  })

  it('is another one for each page when it may not be remembered', () => {
    const { anonymousKey } = start({ rememberAnonymous: false }).context()
    expect(JSON.stringify([...world.local])).not.toContain(anonymousKey)
    const next = start({ rememberAnonymous: false })
    expect(next.context()['anonymousKey']).not.toBe(anonymousKey)
    void next.reset()
    expect(JSON.stringify([...world.local])).not.toContain(next.context()['anonymousKey'])
  })

  it.each(['{bad', '""', '5', 'null', '[]'])('is a new one when the stored one is %s', (text) => {
    const { anonymousKey } = start().context()
    for (const key of world.local.keys()) world.local.set(key, text)
    const fresh = start().context()['anonymousKey']
    expect(fresh).toMatch(/^\w{12,}$/)
    expect(fresh).not.toBe(anonymousKey)
  })

  it('can be given, to go on from another device or server', () => {
    const client = start({ context: { anonymousKey: 'from-server' } })
    expect(client.context()['anonymousKey']).toBe('from-server')
  })
})

describe('a hostile context', () => {
  const circular: Record<string, unknown> = { targetingKey: 'ada' }
  circular['self'] = circular
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]

  it.each([
    ['circular', circular],
    ['with a BigInt', { targetingKey: 'ada', big: 1n }],
    ['nested 100,000 deep', { targetingKey: 'ada', deep }],
    [
      'with a getter that throws',
      {
        targetingKey: 'ada',
        toJSON: () => {
          throw new Error('no')
        },
      },
    ],
  ])('%s is cut to its keys and reported', async (_, context) => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    void client.setContext(context)
    expect(client.context()).toEqual({ targetingKey: 'ada', anonymousKey: expect.any(String) })
    expect(world.request().context).toEqual(client.context())
    await world.settle()
    expect(onError.mock.calls).toMatchObject([[{ code: 'INVALID_CONTEXT' }]])
  })

  it.each(['targetingKey', 'anonymousKey'])(
    'with a %s that JSON cannot carry goes on under a random one, and is reported',
    async (name) => {
      const onError = vi.fn<() => void>()
      const context = { country: 'DE', [name]: 10n } as never
      const known = { targetingKey: 'ada' }
      for (const client of [start({ context, onError }), start({ context: known, onError })]) {
        void client.setContext(context)
        const own = expect.stringMatching(/^\w{12,}$/) as string
        expect(client.context()).toEqual({ targetingKey: own, anonymousKey: own })
      }
      await world.settle()
      expect(onError.mock.calls).toMatchObject([
        [{ code: 'INVALID_CONTEXT' }],
        [{ code: 'INVALID_CONTEXT' }],
      ])
    },
  )

  it('cannot be changed afterwards', () => {
    const context = { targetingKey: 'ada', roles: ['a'] }
    const client = start({ context })
    context.roles.push('admin')
    expect(client.context()['roles']).toEqual(['a'])
  })

  it('does not pollute a prototype', () => {
    const client = start({
      context: JSON.parse('{"__proto__":{"polluted":1},"targetingKey":""}') as Record<
        string,
        unknown
      >,
    })
    expect(client.context().targetingKey).toMatch(/^\w{12,}$/)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('of nothing is nobody', () => {
    const client = start({ context: null as never })
    void client.setContext(undefined as never)
    expect(client.context().targetingKey).toMatch(/^\w{12,}$/)
    expect(world.requests).toHaveLength(1)
  })
})
