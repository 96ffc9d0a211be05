import { describe, expect, it, vi } from 'vitest'
import { bulk, unchanged } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

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
      anonymousKey: expect.stringMatching(/^\w+$/),
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

  it('is given up after 15 s, and the answer that comes too late is discarded', async () => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    const late = world.request()
    await world.advance(14_999)
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

  it.each([NaN, -1, 'soon'])('is over after two seconds when told to wait %s', async (time) => {
    const client = start({ readyTimeoutMs: time as number })
    const ready = client.ready()
    await world.advance(1999)
    expect(client.status().state).toBe('starting')
    await world.advance(1)
    expect(await ready).toMatchObject({ state: 'offline', error: { code: 'READY_TIMEOUT' } })
  })

  it.each([Infinity, 2 ** 31, 2 ** 53])(
    'waits for an outcome when told to wait %d',
    async (time) => {
      const client = start({ readyTimeoutMs: time })
      let isReady = false
      void client.ready().then(() => (isReady = true))
      await world.advance(9000)
      expect(isReady).toBe(false)
      await world.request().answer(bulk({ gate: true }))
      expect(isReady).toBe(true)
    },
  )

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
