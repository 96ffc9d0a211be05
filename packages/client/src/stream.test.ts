import { describe, expect, it } from 'vitest'
import { bulk, unchanged } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'

const MINUTE = 60_000

const STREAM = {
  type: 'sse',
  url: 'http://flags.test/events?ticket=secret',
  inactivityDelaySec: 120,
}

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
    await world.advance(4000)
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
    await world.advance(2000)
    expect(world.requests.length).toBe(before + 1)
    expect(world.streams).toHaveLength(1)
    await world.request().answer(unchanged())
    expect(world.streams).toHaveLength(2)
  })

  it('that never opens is asked for anew, without the ETag', async () => {
    await streaming()
    world.stream().fail()
    await world.advance(2000)
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

  it('that a proxy ends every 30 s is there nearly all the time, for as long as the page lives', async () => {
    world.serve(() => bulk({ gate: 0 }, { stream: STREAM }))
    start()
    let openedAt = 0
    let open = 0
    for (let second = 0; second < 3600; second++) {
      const stream = world.streams.at(-1)
      if (stream?.isClosed === false) {
        if (openedAt === 0) {
          openedAt = second
          stream.open()
        } else if (second - openedAt === 30) {
          openedAt = 0
          stream.fail()
        }
        if (second >= 1800 && openedAt > 0) open++
      }
      await world.advance(1000)
    }
    expect(open / 1800).toBeGreaterThan(0.85)
    // One when it breaks, one when it opens.
    expect(world.requests.length).toBeLessThanOrEqual(260)
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
    await world.advance(2000)
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
    await world.advance(2000)
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
