import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

const MINUTE = 60_000

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
