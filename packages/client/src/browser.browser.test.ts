import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'
import { createSluiceClient } from './index.ts'
import { isBroken, reportCrash } from './crashes.ts'

// In a real browser: its storage, its EventSource, its page. Only the service is fake.

let clients: SluiceClient[] = []
const fetched = vi.fn<typeof fetch>()

function start(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url: location.origin,
    clientKey: 'sluice_client_x',
    context: { targetingKey: 'ada' },
    fetch: fetched,
    ...options,
  })
  clients.push(client)
  return client
}

beforeEach(() => {
  fetched.mockReset()
  fetched.mockImplementation(() => Promise.resolve(bulk({ gate: true })))
})
afterEach(() => {
  for (const client of clients) client.close()
  clients = []
  localStorage.clear()
  sessionStorage.clear()
})

describe('the storage of the browser', () => {
  it('keeps values, overrides and the anonymous key from page to page', async () => {
    const first = start()
    expect(await first.ready()).toMatchObject({ state: 'ready', storage: 'local' })
    first.setOverride('other', { value: 'forced' })
    const { anonymousKey } = first.context()
    first.close()
    fetched.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')))
    const second = start()
    expect(second.peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
    expect(second.peek('other', '')).toMatchObject({ value: 'forced', reason: 'OVERRIDE' })
    expect(second.context()['anonymousKey']).toBe(anonymousKey)
    expect(await second.ready()).toMatchObject({ state: 'stale', source: 'cache' })
  })

  it('keeps what a tab shows for its session, also where consent comes after the start', async () => {
    const context = { targetingKey: 'ada', anonymousKey: 'browser' }
    const serve = (value: string): void => {
      const flag = { key: 'cta', value, variant: value, metadata: { stability: 'session' } }
      fetched.mockImplementation(() => Promise.resolve(bulk([flag])))
    }
    serve('a')
    const first = start({ context, consent: 'unknown' })
    await first.ready()
    first.setConsent('granted')
    first.close()
    serve('b')
    const second = start({ context, consent: 'unknown' })
    second.setConsent('granted')
    expect(second.peek('cta', '').value).toBe('a')
    await second.ready()
    expect(second.peek('cta', '').value).toBe('a')
    expect(second.status().pending).toEqual(['cta'])
  })

  it.each(['{bad', 'null', '[]', '"text"', `[${' '.repeat(4_400_000)}]`])(
    'that holds something else is overwritten (%.10s)',
    async (text) => {
      await start().ready()
      const keys = Object.keys(localStorage)
      expect(keys).toHaveLength(2)
      for (const key of keys) {
        localStorage.clear()
        localStorage.setItem(key, text)
        const client = start({ onError: (error) => expect.unreachable(error.code) })
        expect(client.peek('gate', false).value).toBe(false)
        await client.ready()
        client.close()
        expect(start().peek('gate', false).value).toBe(true)
      }
    },
  )

  it('that is full leaves the page in memory', async () => {
    for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
      for (;;) {
        try {
          localStorage.setItem(`fill-${size}`, 'x'.repeat(size))
          if (size < 2 ** 20) break
          localStorage.setItem(`fill-${size}-more`, 'x'.repeat(size))
          break
        } catch {
          break
        }
      }
    }
    const client = start()
    expect(client.status().storage).toBe('memory')
    await client.ready()
    expect(client.peek('gate', false).value).toBe(true)
    void client.setContext({ targetingKey: 'bob' })
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })

  it('that is denied leaves the page in memory', async () => {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts')
    document.body.append(frame)
    // The storage of a sandboxed frame is denied to everybody, with a SecurityError.
    const storage = (kind: 'local' | 'session'): Storage =>
      (frame.contentWindow as Window)[`${kind}Storage`]
    expect(() => storage('local')).toThrow(DOMException)
    const client = start({ environment: { storage } })
    expect(await client.ready()).toMatchObject({ state: 'ready', storage: 'memory' })
    client.setOverride('other', { value: 1 })
    reportCrash(client, { flag: 'gate', variant: 'on', error: new Error('boom') })
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.peek('other', 0).value).toBe(1)
    expect(isBroken(client, 'gate', 'on')).toBe(true)
    frame.remove()
  })
})

describe('the page', () => {
  /** Whatever the start still asks for has been asked by then, also on a slow machine. */
  async function untilQuiet(): Promise<void> {
    const calls = fetched.mock.calls.length
    await new Promise((resolve) => setTimeout(resolve, 600))
    if (fetched.mock.calls.length > calls) await untilQuiet()
  }

  // Another client may have left events, which are posted as well.
  const asked = (): unknown[] =>
    fetched.mock.calls.filter(([address]) => !(address as string).endsWith('/v1/events'))

  it('asks again when it is seen, and when the network is back', async () => {
    await start().ready()
    for (const tell of [
      () => document.dispatchEvent(new Event('visibilitychange')),
      () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
      () => dispatchEvent(new Event('online')),
    ]) {
      await untilQuiet()
      fetched.mockClear()
      tell()
      await vi.waitFor(() => expect(asked()).toHaveLength(1), { timeout: 2000 })
    }
  })

  it('hears nothing of a client that is closed', async () => {
    const client = start()
    await client.ready()
    client.close()
    fetched.mockClear()
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event('online'))
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(fetched).not.toHaveBeenCalled()
  })
})

describe('the EventSource of the browser', () => {
  const opened: EventSource[] = []
  const address = { type: 'sse', url: 'http://127.0.0.1:1/events' }

  function streaming(text: string): Partial<SluiceClientOptions> {
    let version = 0
    fetched.mockImplementation(() =>
      Promise.resolve(bulk({ gate: ++version }, { version, stream: address })),
    )
    return {
      environment: {
        openStream() {
          const url = URL.createObjectURL(new Blob([text], { type: 'text/event-stream' }))
          const source = new EventSource(url)
          opened.push(source)
          return source
        },
      },
    }
  }

  it('tells of a change, which is fetched, and is closed with the page', async () => {
    const client = start(
      streaming(': hello\n\ndata: {"type":"refetchEvaluation","etag":"r-1"}\n\n'),
    )
    await vi.waitFor(() =>
      expect(JSON.stringify(fetched.mock.lastCall)).toContain('flagConfigEtag=r-1'),
    )
    await vi.waitFor(() => expect(client.peek('gate', 0).value).toBeGreaterThan(1))
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    expect(client.status().stream).toBe('closed')
    expect(opened.every(({ readyState }) => readyState === EventSource.CLOSED)).toBe(true)
  })

  it('that cannot connect is closed and tried again, and the values stay', async () => {
    fetched.mockImplementation(() => Promise.resolve(bulk({ gate: true }, { stream: address })))
    const client = start()
    const seen = new Set<string>()
    client.store.subscribe(({ status }) => seen.add(status.stream))
    await vi.waitFor(() => expect([...seen]).toEqual(['closed', 'connecting']), { timeout: 5000 })
    await vi.waitFor(() => expect(client.status().stream).toBe('closed'), { timeout: 5000 })
    await vi.waitFor(() => expect(fetched.mock.calls.length).toBeGreaterThan(1), { timeout: 5000 })
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.status().state).toBe('ready')
  })
})

describe('the fetch of the browser', () => {
  it.each(['http://127.0.0.1:1', ''])(
    'from %j, where no service is, keeps the defaults',
    async (url) => {
      const onError = vi.fn<() => void>()
      const client = createSluiceClient({ url, clientKey: 'x', onError })
      clients.push(client)
      expect(await client.ready()).toMatchObject({ source: 'default' })
      expect(client.peek('gate', false).value).toBe(false)
      expect(onError).toHaveBeenCalledTimes(1)
    },
  )
})
