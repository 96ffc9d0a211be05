import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

const MINUTE = 60_000

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
    world.chance = () => 0
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

  it.each([
    ['10', 0.5, 15_000],
    ['10', 0.999_999, 20_000],
    ['1', 0.5, 1500],
    ['3600', 0.5, 3_615_000],
  ])('spreads all who are told to come again after %s s: %d', async (seconds, chance, pauseMs) => {
    world.chance = () => chance
    start()
    const headers = { 'retry-after': seconds }
    await world.request().answer(new Response('', { status: 503, headers }))
    await world.advance(pauseMs - 100)
    expect(world.requests).toHaveLength(1)
    await world.advance(100)
    expect(world.requests).toHaveLength(2)
  })

  it('spreads them more with each round, also where they are to come again at once', async () => {
    world.chance = () => 0.999_999
    world.serve(() => new Response('', { status: 503, headers: { 'retry-after': '0' } }))
    start()
    await world.advance(2 * MINUTE)
    const pauses = world.requests.map(({ at }, i) =>
      Math.round((at - (world.requests[i - 1]?.at ?? 0)) / 1000),
    )
    expect(pauses.slice(1, 6)).toEqual([2, 3, 5, 9, 17])
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
    await world.settle()
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
