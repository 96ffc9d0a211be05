import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSluiceClient } from './create-client.ts'
import type { FakeEnvironment } from '../test/fake-environment.ts'
import { bulk, fakeEnvironment, mapStorage, unchanged } from '../test/fake-environment.ts'
import type { SluiceClient, SluiceClientOptions, StorageLike } from './index.ts'

const DAY = 86_400_000

let world: FakeEnvironment
const clients: SluiceClient[] = []

function start(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url: 'http://flags.test',
    clientKey: 'sluice_client_x',
    environment: world,
    context: { targetingKey: 'ada' },
    ...options,
  })
  clients.push(client)
  return client
}

async function visit(
  values: Record<string, unknown>,
  options: Partial<SluiceClientOptions> = {},
): Promise<void> {
  const client = start(options)
  await world.request().answer(bulk(values))
  client.close()
}

beforeEach(() => {
  world = fakeEnvironment()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

describe('the cache', () => {
  it('serves what the last page of this context knew until the service confirms it', async () => {
    await visit({ gate: true, theme: { a: 1 } })
    const fetchedAt = world.wallClock()
    world.startedAt += DAY
    const client = start()
    expect(client.peek('gate', false)).toMatchObject({
      value: true,
      variant: 'v-true',
      reason: 'CACHED',
    })
    expect(client.status()).toMatchObject({
      state: 'starting',
      source: 'cache',
      version: 1,
      epoch: 'e1',
      fetchedAt,
    })
    const theme = client.peek('theme', {}).value
    await world.request().answer(bulk({ gate: true, theme: { a: 1 } }))
    expect(client.peek('gate', false).reason).toBe('SPLIT')
    expect(client.peek('theme', {}).value).toBe(theme)
    expect(client.status()).toMatchObject({ state: 'ready', source: 'network' })
  })

  it('asks for everything, not for what changed since the last page', async () => {
    await visit({ gate: true })
    start()
    expect(world.request().headers.has('if-none-match')).toBe(false)
  })

  it('serves the last good values after a month without the service', async () => {
    await visit({ gate: true })
    world.startedAt += 30 * DAY
    world.serve(() => 'drop')
    const client = start()
    await client.ready()
    await world.advance(DAY / 24)
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.status()).toMatchObject({ state: 'stale', source: 'cache' })
    expect(world.wallClock() - (client.status().fetchedAt ?? 0)).toBeGreaterThanOrEqual(30 * DAY)
  })

  it.each([8, null])(
    'gives way to the first answer, also to one of version %s',
    async (version) => {
      const first = start()
      await world.request().answer(bulk({ gate: 'old' }, { version: 9 }))
      first.close()
      const client = start()
      await world.request().answer(bulk({ gate: 'new' }, { version }))
      expect(client.peek('gate', '').value).toBe('new')
      expect(client.status()).toMatchObject({ state: 'ready', source: 'network' })
    },
  )

  it('never serves the values of another context', async () => {
    await visit({ gate: true })
    const others = [
      { targetingKey: 'bob' },
      { targetingKey: 'ada', country: 'DE' },
      { targetingKey: 'ada', anonymousKey: 'x' },
    ]
    for (const context of others) expect(start({ context }).peek('gate', false).value).toBe(false)
    expect(start({ clientKey: 'sluice_client_y' }).peek('gate', false).value).toBe(false)
    expect(start({ url: 'http://other.test' }).peek('gate', false).value).toBe(false)
    expect(start().peek('gate', false).value).toBe(true)
  })

  it('serves the values of a context that is set, when it knows them', async () => {
    await visit({ price: 'USD' }, { context: { targetingKey: 'ada', country: 'US' } })
    const client = start({ context: { targetingKey: 'ada', country: 'DE' } })
    await world.request().answer(bulk({ price: 'EUR' }))
    void client.setContext({ targetingKey: 'ada', country: 'US' })
    expect(client.peek('price', '')).toMatchObject({ value: 'USD', reason: 'CACHED' })
    await world.request().answer(bulk({ price: 'USD' }))
    void client.setContext({ targetingKey: 'ada', country: 'DE' })
    expect(client.peek('price', '').value).toBe('EUR')
  })

  it('stores the values under a context whose answer is the same as that of the one before', async () => {
    const client = start({ context: { targetingKey: 'ada', page: 1 } })
    await world.request().answer(bulk({ gate: true }))
    void client.setContext({ targetingKey: 'ada', page: 2 })
    await world.request().answer(bulk({ gate: true }))
    client.close()
    expect(start({ context: { targetingKey: 'ada', page: 2 } }).peek('gate', false).value).toBe(
      true,
    )
  })

  it('keeps the five contexts that were here last', async () => {
    for (const i of [1, 2, 3, 4, 5, 1, 6])
      await visit({ i }, { context: { targetingKey: `u${i}` } })
    const known = [1, 2, 3, 4, 5, 6].filter(
      (i) => start({ context: { targetingKey: `u${i}` } }).peek('i', 0).value === i,
    )
    expect(known).toEqual([1, 3, 4, 5, 6])
  })

  it('holds no attribute, no client key and no stream address', async () => {
    const client = start({
      context: { targetingKey: 'canary-key', email: 'canary-mail', nested: { x: 'canary-deep' } },
    })
    await world
      .request()
      .answer(
        bulk({ gate: true }, { stream: { type: 'sse', url: 'http://flags.test/canary-stream' } }),
      )
    void client.reset()
    const stored = JSON.stringify([[...world.local], [...world.session]])
    expect(stored).toContain('gate')
    expect(stored).not.toContain('canary')
    expect(stored).not.toContain('sluice_client_x')
  })

  it('is not written for a confirmation', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    const before = JSON.stringify([...world.local])
    world.startedAt += 1000
    void client.refresh()
    await world.request().answer(unchanged(2))
    void client.refresh()
    await world.request().answer(bulk({ gate: true }, { version: 3 }))
    expect(JSON.stringify([...world.local])).toBe(before)
  })

  it('forgets a flag that is gone and one that failed from the start', async () => {
    const client = start()
    await world.request().answer(bulk({ a: 1, b: 1 }))
    void client.refresh()
    await world.request().answer(
      bulk(
        [
          { key: 'a', value: 1, reason: 'STATIC' },
          { key: 'c', errorCode: 'GENERAL' },
        ],
        { version: 2 },
      ),
    )
    client.close()
    const next = start()
    expect([...next.store.getState().flags.keys()]).toEqual(['a'])
  })
})

describe('a corrupt cache', () => {
  const entry = '{"key":"gate","value":true,"reason":"SPLIT"}'
  it.each([
    '{bad',
    '"text"',
    'null',
    '[]',
    'undefined',
    '5',
    '[null]',
    '[[]]',
    '{"gate":true}',
    '[["HASH",null,null]]',
    '[["HASH",[5,null,{"key":7}],5]]',
    `[["HASH",{"gate":${entry}}]]`,
    `[["HASH",[${entry}`,
    `[["HASH",[${entry}],{"state":"ready"}]]${' '.repeat(5_000_000)}`,
  ])('of %.40s is discarded and overwritten', async (template) => {
    await visit({ gate: true })
    const [key, text] = [...world.local].find(([name]) => !name.endsWith('.id')) ?? ['', '']
    const [[hash]] = JSON.parse(text) as [[string]]
    world.local.set(key, template.replace('HASH', hash))
    const client = start()
    expect(client.peek('gate', false).value).toBe(false)
    await world.request().answer(bulk({ gate: true }))
    client.close()
    expect(start().peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })

  it('with facts of the wrong type does no harm', async () => {
    await visit({ gate: true })
    for (const [key, text] of world.local)
      world.local.set(
        key,
        text.replace(
          /\{"version".*?\}/,
          '{"version":"9","state":"closed","stream":"open","flags":5}',
        ),
      )
    const client = start()
    expect(client.peek('gate', false).value).toBe(true)
    await world.request().answer(bulk({ gate: false }, { version: 2 }))
    expect(client.peek('gate', true).value).toBe(false)
    expect(client.status()).toMatchObject({ state: 'ready', version: 2, stream: 'closed' })
  })
})

describe('stored facts', () => {
  it.each([
    ['version', '"abc"'],
    ['version', '{}'],
    ['version', '9e15'],
    ['version', '-1'],
    ['version', '1e999'],
    ['epoch', '7'],
  ])('with a %s of %.20s pin nothing', async (name, text) => {
    await visit({ gate: 'old' })
    for (const [key, stored] of world.local)
      world.local.set(key, stored.replace(new RegExp(`"${name}":[^,}]+`), `"${name}":${text}`))
    const client = start()
    expect(client.peek('gate', '').value).toBe('old')
    await world.request().answer(bulk({ gate: 'new' }, { version: 2 }))
    expect(client.peek('gate', '').value).toBe('new')
    expect(client.status()).toMatchObject({ version: 2, epoch: 'e1' })
  })

  it.each([
    ['version', '"abc"'],
    ['version', '{}'],
    ['version', '-1'],
    ['version', '1e999'],
    ['epoch', '7'],
    ['epoch', `"${'x'.repeat(1000)}"`],
    ['fetchedAt', '"yesterday"'],
    ['fetchedAt', '1e999'],
  ])('with a %s of %.20s are not told', async (name, text) => {
    await visit({ gate: 'old' })
    for (const [key, stored] of world.local)
      world.local.set(key, stored.replace(new RegExp(`"${name}":[^,}]+`), `"${name}":${text}`))
    expect(start().status()).toMatchObject({ source: 'cache', [name]: undefined })
  })
})

describe('a storage', () => {
  const full: StorageLike = {
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }

  it('that is full leaves the page in memory', async () => {
    const onError = vi.fn<() => void>()
    const client = start({ environment: { ...world, storage: () => full }, onError })
    expect(client.status().storage).toBe('memory')
    await world.request().answer(bulk({ gate: true }))
    client.setOverride('other', { value: 1 })
    client.reportCrash({ flag: 'x', variant: 'y', error: 1 })
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.peek('other', 0).value).toBe(1)
    expect(client.isBroken('x', 'y')).toBe(true)
    void client.setContext({ targetingKey: 'bob' })
    await world.request().answer(bulk({ gate: false }))
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })

  it('that fills up later is left alone from then on', async () => {
    const map = new Map<string, string>()
    let writes = 0
    const cache: StorageLike = {
      ...mapStorage(map),
      setItem(key, value) {
        writes++
        if (value.length > 50) throw new DOMException('full', 'QuotaExceededError')
        map.set(key, value)
      },
    }
    const client = start({ cache })
    expect(client.status().storage).toBe('local')
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().storage).toBe('memory')
    const before = writes
    void client.refresh()
    await world.request().answer(bulk({ gate: false }, { version: 2 }))
    expect(writes).toBe(before)
  })

  it.each([
    [
      'that may not be opened',
      () => {
        throw new DOMException('denied', 'SecurityError')
      },
    ],
    [
      'that throws with each call',
      () => ({
        getItem() {
          throw new Error('no')
        },
        setItem() {
          throw new Error('no')
        },
      }),
    ],
    ['that is not there', () => undefined as never],
  ])('%s leaves the page in memory', async (_, storage) => {
    const client = start({ environment: { ...world, storage } })
    expect(client.status().storage).toBe('memory')
    await world.request().answer(bulk({ gate: true }))
    expect(client.peek('gate', false).value).toBe(true)
  })

  it.each([
    ['local', 'local', [2, 0]],
    ['session', 'local', [0, 2]],
    ['memory', 'memory', [0, 0]],
  ] as const)('of kind %s is used as told', async (cache, storage, sizes) => {
    const client = start({ cache })
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().storage).toBe(storage)
    expect([world.local.size, world.session.size]).toEqual(sizes)
  })
})

describe('a bootstrap', () => {
  const bootstrap = {
    flags: [{ key: 'gate', value: 'boot', variant: 'b', reason: 'SPLIT' }],
    version: 5,
    epoch: 'e1',
  }

  it('is what the first render shows, before the cache', async () => {
    await visit({ gate: 'cached' })
    const client = start({ bootstrap })
    expect(client.peek('gate', '')).toMatchObject({ value: 'boot', variant: 'b', reason: 'SPLIT' })
    expect(client.peek('other', '').errorCode).toBe('FLAG_NOT_FOUND')
    expect(client.status()).toMatchObject({ state: 'starting', source: 'bootstrap', version: 5 })
  })

  it('gives way to a higher version, not to a lower one', async () => {
    const client = start({ bootstrap })
    await world.request().answer(bulk({ gate: 'old' }, { version: 4 }))
    expect(client.peek('gate', '').value).toBe('boot')
    void client.refresh()
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('with a version that is none pins nothing', async () => {
    const client = start({ bootstrap: { ...bootstrap, version: 'abc' as never } })
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('is of the first context only', async () => {
    const client = start({ bootstrap })
    void client.setContext({ targetingKey: 'bob' })
    expect(client.peek('gate', '–').value).toBe('–')
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', '–').value).toBe('–')
  })

  it.each([null, 'text', {}, { flags: null }, { flags: 'x' }, { flags: [null, 5, { key: 7 }] }])(
    'of %j does no harm',
    (value) => {
      const client = start({ bootstrap: value as never })
      expect(client.peek('gate', '–').value).toBe('–')
    },
  )
})
