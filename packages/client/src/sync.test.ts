import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSluiceClient } from './create-client.ts'
import type { FakeEnvironment } from '../test/fake-environment.ts'
import { bulk, fakeEnvironment, unchanged } from '../test/fake-environment.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'

const MINUTE = 60_000
const STREAM = {
  type: 'sse',
  url: 'http://flags.test/events?ticket=secret',
  inactivityDelaySec: 120,
}

let world: FakeEnvironment
const clients: SluiceClient[] = []

function start(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url: 'http://flags.test/',
    clientKey: 'sluice_client_x',
    environment: world,
    ...options,
  })
  clients.push(client)
  return client
}

beforeEach(() => {
  world = fakeEnvironment()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

describe('a request', () => {
  it('asks the bulk endpoint with the key and the whole context', () => {
    start({ context: { targetingKey: 'ada', country: 'DE' } })
    const { url, headers, context } = world.request()
    expect(url.href).toBe('http://flags.test/ofrep/v1/evaluate/flags')
    expect(headers.get('authorization')).toBe('Bearer sluice_client_x')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.has('if-none-match')).toBe(false)
    expect(context).toEqual({
      targetingKey: 'ada',
      country: 'DE',
      anonymousKey: expect.stringMatching(/^\w{20,}$/),
    })
  })

  it('carries own headers, also from a function that waits', async () => {
    start({ headers: { 'x-tenant': 'a', authorization: 'Bearer other' } })
    expect(world.request().headers.get('x-tenant')).toBe('a')
    expect(world.request().headers.get('authorization')).toBe('Bearer other')
    start({ headers: () => Promise.resolve({ 'x-tenant': 'b' }) })
    await world.settle()
    expect(world.request().headers.get('x-tenant')).toBe('b')
  })

  it('goes through the fetch that was given', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(bulk({ gate: true })))
    const { fetch: _, ...environment } = world
    const client = start({ fetch, environment })
    expect(await client.ready()).toMatchObject({ state: 'ready' })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('names the ETag it holds, and a 304 confirms the values', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }, { etag: '"abc"' }))
    world.startedAt += 5000
    void client.refresh()
    expect(world.request().headers.get('if-none-match')).toBe('"abc"')
    await world.request().answer(unchanged(2))
    expect(client.status()).toMatchObject({
      state: 'ready',
      version: 2,
      fetchedAt: world.wallClock(),
    })
    expect(client.peek('gate', false).value).toBe(true)
  })

  it('is given up after 10 s, and the answer that comes too late is discarded', async () => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    const late = world.request()
    await world.advance(9_999)
    expect(late.signal.aborted).toBe(false)
    await world.advance(1)
    expect(late.signal.aborted).toBe(true)
    expect(onError.mock.calls).toMatchObject([[{ code: 'REQUEST_TIMEOUT' }]])
    await late.answer(bulk({ gate: true }))
    expect(client.peek('gate', false).value).toBe(false)
  })
})

describe('readiness', () => {
  it('comes with the first answer', async () => {
    const client = start()
    const ready = client.ready()
    await world.advance(300)
    await world.request().answer(bulk({ gate: true }))
    expect(await ready).toMatchObject({ state: 'ready', source: 'network' })
  })

  it('comes with the first failure', async () => {
    const client = start()
    await world.request().answer(new Response('', { status: 503 }))
    expect(await client.ready()).toMatchObject({
      state: 'offline',
      error: { code: 'HTTP_ERROR', status: 503 },
    })
  })

  it('is over after its time, and values that come later are adopted once', async () => {
    const client = start({ readyTimeoutMs: 1500 })
    const listener = vi.fn<() => void>()
    client.subscribeFlag('gate', listener)
    const ready = client.ready()
    await world.advance(1500)
    expect(await ready).toMatchObject({
      state: 'offline',
      source: 'default',
      error: { code: 'READY_TIMEOUT' },
    })
    await world.advance(7000)
    expect(world.requests).toHaveLength(1)
    await world.request().answer(bulk({ gate: true }))
    expect(client.status()).toMatchObject({ state: 'ready', source: 'network', error: undefined })
    expect(listener).toHaveBeenCalledTimes(1)
    expect(world.requests).toHaveLength(1)
  })

  it('of a refresh is over after its time, and what is known stays as good as it was', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: 1 }))
    const refreshed = client.refresh()
    await world.advance(2000)
    expect(await refreshed).toMatchObject({ state: 'ready', error: undefined })
  })

  it('of a refresh waits for an answer to a request made after it', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: 1 }))
    void client.refresh()
    const first = world.request()
    let isDone = false
    const refreshed = client.refresh().then(() => (isDone = true))
    await first.answer(bulk({ gate: 1 }, { version: 2 }))
    expect(isDone).toBe(false)
    expect(world.request()).not.toBe(first)
    await world.request().answer(bulk({ gate: 2 }, { version: 3 }))
    await refreshed
    expect(client.peek('gate', 0).value).toBe(2)
  })
})

describe('an answer of no use', () => {
  const huge = `{"flags":[{"key":"gate","reason":"STATIC","value":"${'x'.repeat(2 ** 21)}"}]}`
  it.each([
    ['HTML', new Response('<html>log in</html>'), 'MALFORMED_REPLY'],
    ['truncated JSON', new Response('{"flags":[{"key":"gate","va'), 'MALFORMED_REPLY'],
    ['UTF-16', new Response(new Uint16Array([123, 125])), 'MALFORMED_REPLY'],
    ['an empty object', new Response('{}'), 'MALFORMED_REPLY'],
    ['null', new Response('null'), 'MALFORMED_REPLY'],
    ['nothing', new Response(null, { status: 204 }), 'MALFORMED_REPLY'],
    ['no flags and no version', bulk([], { version: null }), 'EMPTY_REPLY'],
    [
      'a value nested 200,000 deep',
      new Response(
        `{"flags":[{"key":"gate","reason":"STATIC","value":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`,
      ),
      'MALFORMED_REPLY',
    ],
    ['more than 2 MiB', new Response(huge), 'REPLY_TOO_LARGE'],
    ['a 304 that was not asked for', new Response(null, { status: 304 }), 'HTTP_ERROR'],
  ])('%s keeps the values and is reported once', async (_, response, code) => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    await world.request().answer(bulk({ gate: true }, { etag: null }))
    const before = client.peek('gate', false)
    void client.refresh()
    await world.request().answer(response)
    expect(onError.mock.calls).toMatchObject([[{ code }]])
    expect(client.status()).toMatchObject({ state: 'stale', source: 'network', error: { code } })
    expect(client.peek('gate', false)).toBe(before)
    world.serve(() => new Response('<html>'))
    onError.mockClear()
    await world.advance(30_000)
    expect(onError.mock.calls.length).toBeLessThanOrEqual(code === 'MALFORMED_REPLY' ? 0 : 1)
    world.serve(() => bulk({ gate: false }, { version: 2 }))
    await world.advance(30_000)
    expect(client.status()).toMatchObject({ state: 'ready' })
    expect(client.peek('gate', true).value).toBe(false)
  })

  it('without an end is given up after 10 s', async () => {
    const client = start()
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve))
        controller.enqueue(new TextEncoder().encode(' '))
      },
    })
    await world.request().answer(new Response(body))
    await world.advance(10_000)
    expect(client.status().error).toMatchObject({ code: 'REQUEST_TIMEOUT' })
  })

  it('with a byte order mark is of use', async () => {
    const client = start()
    await world
      .request()
      .answer(new Response('\ufeff{"flags":[{"key":"gate","reason":"STATIC","value":true}]}'))
    expect(client.peek('gate', false).value).toBe(true)
  })

  it('without flags but with a version means that there are none', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    void client.refresh()
    await world.request().answer(bulk([], { version: 2 }))
    expect(client.peek('gate', false)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  })
})

describe('one bad flag', () => {
  it('keeps its last value, is reported once, and the others are used', async () => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    const many = Array.from({ length: 499 }, (_, i) => ({
      key: `f${i}`,
      value: i,
      reason: 'STATIC',
    }))
    await world.request().answer(bulk([...many, { key: 'bad', value: 'good', reason: 'STATIC' }]))
    const worse = many.map((flag) => ({ ...flag, value: flag.value + 1 }))
    for (const version of [2, 3]) {
      void client.refresh()
      await world
        .request()
        .answer(
          bulk(
            [...worse, { key: 'bad', value: 'x', variant: 7 }, { key: 'never', variant: 7 }, 5],
            { version },
          ),
        )
    }
    expect(client.peek('f7', 0).value).toBe(8)
    expect(client.peek('bad', '').value).toBe('good')
    expect(client.peek('never', '')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
    expect(onError.mock.calls).toMatchObject([[{ code: 'MALFORMED_FLAG', faults: [{}, {}, {}] }]])
  })

  it('that failed keeps its last value, and serves the default where there is none', async () => {
    const client = start()
    await world.request().answer(bulk({ a: 1, b: 1 }))
    void client.refresh()
    const failed = { errorCode: 'GENERAL', errorDetails: 'no' }
    await world.request().answer(
      bulk(
        [
          { key: 'a', ...failed },
          { key: 'b', value: 2, reason: 'STATIC' },
          { key: 'c', ...failed },
        ],
        { version: 2 },
      ),
    )
    expect(client.peek('a', 0).value).toBe(1)
    expect(client.peek('b', 0).value).toBe(2)
    expect(client.peek('c', 5)).toMatchObject({
      value: 5,
      reason: 'ERROR',
      errorCode: 'GENERAL',
      errorMessage: 'no',
    })
  })
})

describe('versions', () => {
  it('never go back within an epoch', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: 'new' }, { version: 5, etag: '"5"' }))
    void client.refresh()
    await world.request().answer(bulk({ gate: 'old' }, { version: 4, etag: '"4"' }))
    expect(client.peek('gate', '').value).toBe('new')
    expect(client.status()).toMatchObject({ state: 'ready', version: 5 })
    void client.refresh()
    expect(world.request().headers.get('if-none-match')).toBe('"5"')
  })

  it('of another epoch replace what is held', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: 'new' }, { version: 5 }))
    void client.refresh()
    await world.request().answer(bulk({ gate: 'restored' }, { version: 2, epoch: 'e2' }))
    expect(client.peek('gate', '').value).toBe('restored')
    expect(client.status()).toMatchObject({ version: 2, epoch: 'e2' })
  })

  it('that are no number are none', async () => {
    const client = start()
    for (const version of ['1e999', 'x', '', '-']) {
      void client.refresh()
      await world.request().answer(
        new Response('{"flags":[{"key":"gate","reason":"STATIC","value":true}]}', {
          headers: { 'sluice-ruleset-version': version },
        }),
      )
      expect(client.status().state).toBe('ready')
      expect(Number.isFinite(client.status().version ?? 0)).toBe(true)
    }
  })

  it('are not needed: any OFREP service will do', async () => {
    world.serve(() => bulk({ gate: 1 }, { version: null, epoch: null, etag: null }))
    const client = start()
    await client.ready()
    world.serve(() => bulk({ gate: 2 }, { version: null, epoch: null, etag: null }))
    await world.advance(MINUTE)
    expect(client.peek('gate', 0).value).toBe(2)
    expect(client.status()).toMatchObject({ state: 'ready', version: undefined, stream: 'closed' })
  })
})

describe('an outage', () => {
  it('is retried with full jitter under a cap that grows to 30 s, and in the long run to 5 min', async () => {
    world.serve(() => 'drop')
    world.chance = () => 0.999_999
    start()
    await world.advance(20 * MINUTE)
    const pauses = world.requests.map(({ at }, i) =>
      Math.round((at - (world.requests[i - 1]?.at ?? 0)) / 1000),
    )
    expect(pauses.slice(1, 9)).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
    expect(pauses.at(-1)).toBe(300)
  })

  it('is over with the first answer, and told once', async () => {
    const onError = vi.fn<() => void>()
    world.serve(() => 'drop')
    const client = start({ onError })
    await world.advance(3 * MINUTE)
    expect(onError).toHaveBeenCalledTimes(1)
    expect(client.status()).toMatchObject({ state: 'offline', error: { code: 'NETWORK_FAILED' } })
    world.serve(() => bulk({ gate: true }))
    await world.advance(30_000)
    expect(client.status()).toMatchObject({ state: 'ready', error: undefined })
    world.serve(() => 'drop')
    await world.advance(MINUTE)
    expect(onError).toHaveBeenCalledTimes(2)
    expect(client.status()).toMatchObject({ state: 'stale' })
    expect(client.peek('gate', false).value).toBe(true)
  })

  it.each([0, 0.5, 0.999])(
    'of ten minutes costs at most 60 requests, with a chance of %d',
    async (chance) => {
      world.serve(() => 'drop')
      world.chance = () => chance
      const client = start()
      for (let second = 0; second < 600; second++) {
        world.page(second % 2 === 0 ? 'visible' : 'online')
        if (second % 3 === 0) void client.refresh()
        if (second % 5 === 0) void client.setContext({ targetingKey: `u${second}` })
        await world.advance(1000)
      }
      expect(world.requests.length).toBeGreaterThan(10)
      expect(world.requests.length).toBeLessThanOrEqual(60)
      const before = world.requests.length
      for (let second = 0; second < 600; second++) {
        world.page('visible')
        await world.advance(1000)
      }
      expect(world.requests.length - before).toBeLessThanOrEqual(20)
    },
  )

  it.each([
    ['5', 5000],
    ['0', 1000],
    ['1000000000000', 3_600_000],
    [() => new Date(world.wallClock() + 90_000).toUTCString(), 90_000],
  ])('asks for patience with %s', async (header, pauseMs) => {
    start()
    const text = typeof header === 'string' ? header : header()
    await world
      .request()
      .answer(new Response('', { status: 429, headers: { 'retry-after': text } }))
    world.page('visible')
    world.page('online')
    await world.advance(pauseMs - 1000)
    expect(world.requests).toHaveLength(1)
    await world.advance(1000)
    expect(world.requests).toHaveLength(2)
  })

  it.each(['-1', 'soon', '', 'Mon, 99 Foo', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'goes by its own pauses when asked for patience with "%s"',
    async (header) => {
      start()
      await world
        .request()
        .answer(new Response('', { status: 503, headers: { 'retry-after': header } }))
      await world.advance(1000)
      expect(world.requests).toHaveLength(2)
    },
  )
})

describe('a refusal', () => {
  it.each([401, 403, 404, 410])(
    'with %d keeps the values, is asked again after minutes, and mends',
    async (status) => {
      const onError = vi.fn<() => void>()
      const client = start({ onError })
      await world.request().answer(bulk({ gate: true }))
      world.serve(() => new Response('', { status }))
      await client.refresh()
      expect(client.status()).toMatchObject({
        state: 'unauthorized',
        error: { code: 'UNAUTHORIZED', status },
      })
      expect(client.peek('gate', false).value).toBe(true)
      const before = world.requests.length
      world.page('visible')
      await world.advance(2.5 * MINUTE - 1)
      expect(world.requests.length).toBe(before)
      await world.advance(2.5 * MINUTE)
      expect(world.requests.length).toBe(before + 1)
      world.serve(() => bulk({ gate: false }, { version: 2 }))
      await world.advance(5 * MINUTE)
      expect(client.status()).toMatchObject({ state: 'ready' })
      expect(client.peek('gate', true).value).toBe(false)
      expect(onError).toHaveBeenCalledTimes(1)
    },
  )

  it('of the request itself is no refusal of the key', async () => {
    const client = start()
    await world.request().answer(new Response('{"errorCode":"INVALID_CONTEXT"}', { status: 400 }))
    expect(client.status()).toMatchObject({
      state: 'offline',
      error: { code: 'HTTP_ERROR', status: 400 },
    })
    await world.advance(2 * MINUTE)
    expect(world.requests).toHaveLength(1)
    void client.setContext({ targetingKey: 'other' })
    expect(world.requests).toHaveLength(2)
  })
})

describe('telling of a failure', () => {
  it('comes when the status tells of it too', async () => {
    const seen: unknown[] = []
    const client = start({ onError: () => seen.push(client.status().error?.code) })
    await world.request().drop()
    expect(seen).toEqual(['NETWORK_FAILED'])
  })

  it('keeps nobody waiting when a subscriber of the store throws', async () => {
    const client = start()
    const ready = client.ready()
    const stop = client.store.subscribe(() => {
      stop()
      throw new Error('mine')
    })
    await expect(world.advance(2000)).rejects.toThrow('mine')
    expect(await ready).toMatchObject({ state: 'offline' })
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().state).toBe('ready')
  })
})

describe('the poll', () => {
  it('asks within a minute when there is no stream', async () => {
    world.serve(() => bulk({ gate: true }))
    start()
    await world.advance(10 * MINUTE)
    expect(world.requests.length).toBeGreaterThanOrEqual(10)
    expect(world.requests.length).toBeLessThanOrEqual(14)
  })

  it('asks as often as it is told, and no more than once a second', async () => {
    world.serve(() => bulk({ gate: true }))
    start({ pollIntervalMs: 10_000 })
    await world.advance(MINUTE)
    expect(world.requests.length).toBe(7)
    world.requests.length = 0
    start({ pollIntervalMs: Number('a minute') })
    start({ pollIntervalMs: 0 })
    await world.advance(10_000)
    expect(world.requests.length).toBeLessThanOrEqual(14)
  })

  it('waits longer than a timer can', async () => {
    world.serve(() => bulk({ gate: true }))
    start({ pollIntervalMs: 2 ** 33 })
    await world.advance(2 ** 32)
    expect(world.requests).toHaveLength(1)
    await world.advance(2 ** 33)
    expect(world.requests).toHaveLength(2)
  })

  it('goes on in a clock that stands still', async () => {
    world.serve(() => bulk({ gate: true }))
    const { now } = world
    const frozen = now()
    const callbacks: (() => void)[] = []
    start({
      environment: {
        ...world,
        now: () => frozen,
        schedule: (callback) => {
          callbacks.push(callback)
          return () => {}
        },
      },
    })
    await world.settle()
    for (let i = 0; i < 100; i++) callbacks.at(-1)?.()
    expect(world.requests).toHaveLength(1)
  })
})

describe('a stream', () => {
  async function streaming(options: Partial<SluiceClientOptions> = {}): Promise<SluiceClient> {
    const client = start(options)
    await world.request().answer(bulk({ gate: 0 }, { stream: STREAM }))
    return client
  }

  it('is opened at the address that the service gives', async () => {
    const client = await streaming()
    expect(world.streams.map(({ url }) => url)).toEqual([STREAM.url])
    expect(client.status().stream).toBe('connecting')
    world.stream().open()
    expect(client.status().stream).toBe('open')
  })

  it.each([
    [{ requestUri: '/e?x=1' }, 'http://flags.test/e?x=1'],
    [{ origin: 'https://push.test', requestUri: '/e' }, 'https://push.test/e'],
  ])('is opened at the endpoint %j', async (endpoint, url) => {
    start()
    await world.request().answer(bulk({ gate: 0 }, { stream: { type: 'sse', endpoint } }))
    expect(world.stream().url).toBe(url)
  })

  it('is not opened when it is not wanted', async () => {
    const client = await streaming({ stream: false })
    expect(world.streams).toHaveLength(0)
    expect(client.status().stream).toBe('closed')
  })

  it('that tells of a change causes one request, which echoes the message', async () => {
    const client = await streaming()
    world.stream().open()
    await world.advance(1000)
    await world.request().answer(unchanged())
    await world.advance(1000)
    const before = world.requests.length
    world.stream().send({ type: 'refetchEvaluation', etag: 'r-1', lastModified: 1_700_000_000 })
    for (let i = 0; i < 20; i++) world.stream().send({ type: 'refetchEvaluation', etag: 'r-2' })
    expect(world.requests.length).toBe(before + 1)
    expect(world.request().url.search).toBe('?flagConfigEtag=r-1&flagConfigLastModified=1700000000')
    await world.request().answer(bulk({ gate: 1 }, { version: 2, stream: STREAM }))
    await world.advance(1000)
    expect(client.peek('gate', 0).value).toBe(1)
    expect(world.requests.length).toBe(before + 2)
    expect(world.request().url.search).toBe('?flagConfigEtag=r-2')
    await world.request().answer(unchanged(2))
    await world.advance(20_000)
    expect(world.requests.length).toBe(before + 2)
    expect(world.streams).toHaveLength(1)
  })

  it('that never stops telling of changes causes two requests a second at most', async () => {
    await streaming()
    await world.advance(1000)
    world.serve(() => unchanged())
    const before = world.requests.length
    for (let i = 0; i < 100; i++) {
      world.stream().send({ type: 'refetchEvaluation' })
      await world.advance(20)
    }
    expect(world.requests.length - before).toBeGreaterThanOrEqual(4)
    expect(world.requests.length - before).toBeLessThanOrEqual(5)
  })

  it('that was closed is not heard any more', async () => {
    const client = await streaming()
    world.serve(() => unchanged())
    const old = world.stream()
    old.open()
    old.fail()
    await world.advance(2000)
    expect(world.streams).toHaveLength(2)
    const before = world.requests.length
    old.send({ type: 'refetchEvaluation' })
    old.open()
    old.fail()
    expect(client.status().stream).toBe('connecting')
    await world.advance(5000)
    expect(world.requests.length).toBe(before)
    expect(world.streams).toHaveLength(2)
  })

  it('has its message echoed by the request that gets through', async () => {
    await streaming()
    await world.advance(1000)
    world.stream().send({ type: 'refetchEvaluation', etag: 'r-1' })
    await world.request().drop()
    await world.advance(1000)
    expect(world.request().url.search).toBe('?flagConfigEtag=r-1')
    await world.request().answer(unchanged())
    await world.advance(MINUTE)
    expect(world.request().url.search).toBe('')
  })

  it('causes one more request once it is open, for what changed in between', async () => {
    await streaming()
    await world.advance(5000)
    expect(world.requests).toHaveLength(1)
    world.stream().open()
    await world.advance(500)
    expect(world.requests).toHaveLength(2)
  })

  it('that breaks is opened again after a request', async () => {
    const client = await streaming()
    world.stream().open()
    await world.advance(1000)
    await world.request().answer(unchanged())
    world.stream().fail()
    expect(world.stream().isClosed).toBe(true)
    expect(client.status().stream).toBe('closed')
    const before = world.requests.length
    await world.advance(1000)
    expect(world.requests.length).toBe(before + 1)
    expect(world.streams).toHaveLength(1)
    await world.request().answer(unchanged())
    expect(world.streams).toHaveLength(2)
  })

  it('that never opens is asked for anew, without the ETag', async () => {
    await streaming()
    world.stream().fail()
    await world.advance(1000)
    expect(world.request().headers.has('if-none-match')).toBe(false)
    await world
      .request()
      .answer(bulk({ gate: 0 }, { stream: { ...STREAM, url: 'http://flags.test/fresh' } }))
    expect(world.stream().url).toBe('http://flags.test/fresh')
  })

  it('that is cut all the time costs little, and changes are seen all the same', async () => {
    let version = 1
    let seen = 0
    world.serve(() => bulk({ gate: version }, { version, stream: STREAM }))
    const client = start()
    for (let second = 0; second < 600; second++) {
      const stream = world.streams.at(-1)
      if (stream?.isClosed === false) {
        stream.open()
        stream.fail()
      }
      if (second === 300) version = 2
      if (second === 360) seen = client.peek('gate', 0).value
      await world.advance(1000)
      expect(world.timers()).toBe(1)
    }
    expect(seen).toBe(2)
    expect(world.streams.length).toBeLessThanOrEqual(60)
    expect(world.requests.length).toBeLessThanOrEqual(100)
  })

  it('that talks nonsense is started over, and an unknown message is ignored', async () => {
    await streaming()
    world.stream().open()
    await world.advance(600)
    await world.request().answer(unchanged())
    const before = world.requests.length
    world.stream().send({ type: 'fullConfig', flags: [] })
    await world.advance(1000)
    expect(world.requests.length).toBe(before)
    world.stream().send('{bad')
    expect(world.stream().isClosed).toBe(true)
    await world.advance(1000)
    expect(world.requests.length).toBe(before + 1)
  })

  it('is dead after 45 s without a heartbeat, once it told of one', async () => {
    const client = await streaming()
    world.serve(() => bulk({ gate: 0 }, { stream: STREAM }))
    world.stream().open()
    for (let i = 0; i < 10; i++) {
      world.stream().send({ type: 'heartbeat' })
      await world.advance(15_000)
    }
    expect(client.status().stream).toBe('open')
    expect(world.requests.length).toBe(2)
    await world.advance(29_999)
    expect(world.streams).toHaveLength(1)
    await world.advance(1)
    expect(world.streams[0]?.isClosed).toBe(true)
    await world.advance(1000)
    expect(world.streams).toHaveLength(2)
  })

  it('that lives lets the poll rest for 5 min, and the poll of one that tells nothing goes on', async () => {
    await streaming()
    world.serve(() => unchanged())
    world.stream().open()
    await world.advance(5 * MINUTE)
    expect(world.requests.length).toBeGreaterThanOrEqual(6)
    world.requests.length = 0
    for (let i = 0; i < 20; i++) {
      world.stream().send({ type: 'heartbeat' })
      await world.advance(15_000)
    }
    expect(world.requests.length).toBeLessThanOrEqual(2)
  })

  it('of a hidden page is closed after the time that the service names, and opened on return', async () => {
    const client = await streaming()
    world.serve(() => bulk({ gate: 0 }, { stream: STREAM }))
    world.stream().open()
    world.page('hidden')
    await world.advance(119_999)
    expect(client.status().stream).toBe('open')
    await world.advance(1)
    expect(client.status().stream).toBe('closed')
    const before = world.requests.length
    await world.advance(10 * MINUTE)
    expect(world.streams).toHaveLength(1)
    expect(world.requests.length - before).toBeLessThanOrEqual(3)
    world.page('visible')
    await world.advance(500)
    expect(world.requests.at(-1)?.headers.has('if-none-match')).toBe(false)
    expect(world.streams).toHaveLength(2)
  })

  it('stays when the page is hidden for a short time only', async () => {
    const client = await streaming()
    world.serve(() => unchanged())
    world.stream().open()
    world.page('hidden')
    await world.advance(60_000)
    world.page('visible')
    await world.advance(10 * MINUTE)
    expect(client.status().stream).toBe('open')
    expect(world.streams).toHaveLength(1)
  })

  it('is closed at once when the page goes, and opened once when it comes back', async () => {
    await streaming()
    world.serve(() => unchanged())
    world.stream().open()
    world.page('hidden')
    world.page('gone')
    expect(world.stream().isClosed).toBe(true)
    world.serve(() => bulk({ gate: 1 }, { version: 2, stream: STREAM }))
    world.page('visible')
    world.page('visible')
    await world.advance(1000)
    expect(world.streams.filter(({ isClosed }) => !isClosed)).toHaveLength(1)
  })

  it('is one too many for an environment without streams: the poll goes on', async () => {
    world.serve(() => bulk({ gate: 1 }, { stream: STREAM }))
    const client = start({
      environment: {
        ...world,
        openStream() {
          throw new Error('none')
        },
      },
    })
    await world.advance(10 * MINUTE)
    expect(client.status()).toMatchObject({ state: 'ready', stream: 'closed' })
    expect(world.requests.length).toBeLessThanOrEqual(60)
  })

  it('leaves no trace of its address in storage, status or log', async () => {
    const lines: string[] = []
    const client = await streaming({ debug: (line) => void lines.push(line) })
    world.stream().open()
    world.stream().fail()
    await world.advance(5000)
    const traces = JSON.stringify([
      lines,
      [...world.local],
      [...world.session],
      client.status(),
      client.store.getState(),
    ])
    expect(lines.length).toBeGreaterThan(4)
    expect(traces).not.toContain('secret')
    expect(traces).not.toContain('sluice_client_x')
  })
})

describe('coming back', () => {
  it('asks once when the page is seen again or the network is back', async () => {
    world.serve(() => unchanged())
    start()
    await world.request().answer(bulk({ gate: 1 }))
    await world.advance(10_000)
    const before = world.requests.length
    world.page('online')
    world.page('visible')
    await world.advance(500)
    expect(world.requests.length).toBe(before + 1)
  })
})

it('prints its steps to the console when asked to', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  start({ debug: true })
  expect(log).toHaveBeenCalledWith(
    expect.stringMatching(/^sluice: context → starting abort fetch /),
  )
  log.mockRestore()
})
