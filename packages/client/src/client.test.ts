import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSluiceClient } from './create-client.ts'
import type { FakeEnvironment } from '../test/fake-environment.ts'
import { bulk, fakeEnvironment } from '../test/fake-environment.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'

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
  world = fakeEnvironment()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

describe('reading', () => {
  it('serves the default until the service has answered, and says so', () => {
    const client = start()
    expect(client.peek('gate', false)).toMatchObject({
      key: 'gate',
      value: false,
      reason: 'ERROR',
      errorCode: 'PROVIDER_NOT_READY',
    })
    expect(client.status()).toMatchObject({ state: 'starting', source: 'default' })
  })

  it('serves what the service answered', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }, { version: 7 }))
    expect(client.peek('gate', false)).toMatchObject({
      value: true,
      variant: 'v-true',
      reason: 'SPLIT',
    })
    expect(client.status()).toMatchObject({
      state: 'ready',
      source: 'network',
      version: 7,
      epoch: 'e1',
      fetchedAt: world.wallClock(),
      error: undefined,
    })
  })

  it('gives the same object for the same answer', async () => {
    const client = start()
    const fallback = { a: 1 }
    const before = client.peek('gate', false)
    expect(client.peek('gate', false)).toBe(before)
    expect(client.peek('gate', true)).not.toBe(before)
    expect(client.peek('other', fallback)).toBe(client.peek('other', fallback))
    await world.request().answer(bulk({ gate: true, text: 'a' }))
    expect(client.peek('gate', false)).toBe(client.peek('gate', true))
    expect(client.peek('text', 5)).toBe(client.peek('text', 5))
    expect(client.peek('text', 5)).not.toBe(client.peek('text', '5'))
    expect(client.peek('other', fallback)).toBe(client.peek('other', fallback))
  })

  it('serves the default for a flag that the service does not know', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    expect(client.peek('nothing', 'x')).toMatchObject({
      key: 'nothing',
      value: 'x',
      reason: 'ERROR',
      errorCode: 'FLAG_NOT_FOUND',
    })
  })

  it.each([
    [true, 'x'],
    ['x', 1],
    [1, true],
    [{ a: 1 }, [1]],
    [[1], { a: 1 }],
    [{ a: 1 }, 'x'],
  ])('serves the default when %j is served where %j is expected', async (value, fallback) => {
    const client = start()
    await world.request().answer(bulk({ flag: value }))
    expect(client.peek('flag', fallback)).toMatchObject({
      value: fallback,
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
    })
  })

  it.each([true, 'x', 1, { a: 1 }, [1]])('serves %j where null is expected', async (value) => {
    const client = start()
    await world.request().answer(bulk({ flag: value }))
    expect(client.peek('flag', null).value).toEqual(value)
  })

  it('serves the default with the reason of the service when a flag has no value', async () => {
    const client = start()
    await world.request().answer(bulk([{ key: 'off', reason: 'DISABLED' }]))
    const details = client.peek('off', 'mine')
    expect(details).toMatchObject({ value: 'mine', reason: 'DISABLED' })
    expect(details.errorCode).toBeUndefined()
  })

  it('treats keys that name parts of every object as plain keys', async () => {
    const client = start()
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])
      expect(client.peek(key, false).value).toBe(false)
    await world.request().answer(
      bulk([
        { key: '__proto__', value: { polluted: true }, reason: 'STATIC' },
        { key: 'toString', value: true, reason: 'STATIC', metadata: { __proto__: 'x' } },
      ]),
    )
    expect(client.peek('toString', false).value).toBe(true)
    expect(client.peek('constructor', false).value).toBe(false)
    expect(client.peek('__proto__', {}).value).toEqual({ polluted: true })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('keeps no more answers than a page can use when it makes up defaults', () => {
    const client = start()
    const first = client.peek('gate', 'default 0')
    for (let i = 1; i <= 10_000; i++) client.peek('gate', `default ${i}`)
    expect(client.peek('gate', 'default 0')).not.toBe(first)
  })
})

describe('hearing of changes', () => {
  it('tells the readers of a changed flag and nobody else', async () => {
    const client = start()
    const all = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`flag-${i}`, i]))
    await world.request().answer(bulk(all))
    const calls = Object.keys(all).map((key) => {
      const listener = vi.fn<() => void>()
      client.subscribeFlag(key, listener)
      return listener
    })
    void client.refresh()
    await world.request().answer(bulk({ ...all, 'flag-500': -1 }, { version: 2 }))
    expect(calls.filter((call) => call.mock.calls.length > 0)).toEqual([calls[500]])
    expect(calls[500]).toHaveBeenCalledTimes(1)
    expect(client.peek('flag-500', 0).value).toBe(-1)
  })

  it('keeps an equal value as the same object and tells nobody', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    const onStore = vi.fn<() => void>()
    const entry = {
      key: 'theme',
      variant: 'a',
      reason: 'SPLIT',
      metadata: { version: 1, ruleId: 'r' },
    }
    await world.request().answer(bulk([{ ...entry, value: { a: { b: 1, c: [1] } } }]))
    const before = client.peek('theme', {})
    client.subscribeFlag('theme', listener)
    client.store.subscribe((state, previous) => {
      if (state.flags !== previous.flags) onStore()
    })
    void client.refresh()
    await world.request().answer(
      bulk([{ ...entry, metadata: { ruleId: 'r', version: 1 }, value: { a: { c: [1], b: 1 } } }], {
        version: 2,
      }),
    )
    expect(client.peek('theme', {})).toBe(before)
    expect(listener).not.toHaveBeenCalled()
    expect(onStore).not.toHaveBeenCalled()
    expect(client.status().version).toBe(2)
  })

  it('tells a reader of a new reason, and keeps the value as it was', async () => {
    const client = start()
    const entry = { key: 'theme', variant: 'a', value: { a: 1 } }
    await world.request().answer(bulk([{ ...entry, reason: 'DEFAULT' }]))
    const listener = vi.fn<() => void>()
    const changes = vi.fn<() => void>()
    client.subscribeFlag('theme', listener)
    client.onChange(changes)
    const { value } = client.peek('theme', {})
    void client.refresh()
    await world.request().answer(bulk([{ ...entry, reason: 'TARGETING_MATCH' }], { version: 2 }))
    expect(client.peek('theme', {}).reason).toBe('TARGETING_MATCH')
    expect(client.peek('theme', {}).value).toBe(value)
    expect(listener).toHaveBeenCalledTimes(1)
    expect(changes).not.toHaveBeenCalled()
  })

  it('tells readers of unknown flags when the service has answered', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    client.subscribeFlag('nothing', listener)
    await world.request().answer(bulk({ gate: true }))
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('tells nobody who stopped listening', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    const stop = client.subscribeFlag('gate', listener)
    stop()
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(listener).not.toHaveBeenCalled()
  })

  it('forgets a flag that nobody listens to any more, and no other', async () => {
    const client = start()
    const { flags } = client.store.getState()
    const looksUp = vi.spyOn(flags as Map<string, never>, 'get')
    const stop = client.subscribeFlag('gone', () => {})
    stop()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', () => {})()
    client.subscribeFlag('gate', heard)
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(looksUp).not.toHaveBeenCalledWith('gone')
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('goes on telling who listens again, when a listener from before stops twice', async () => {
    const client = start()
    const stop = client.subscribeFlag('gate', () => {})
    stop()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', heard)
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('says which flags changed, from what and to what', async () => {
    const onChange = vi.fn<() => void>()
    const client = start({ onChange })
    await world.request().answer(bulk({ a: 1, b: 1, c: 1 }))
    onChange.mockClear()
    void client.refresh()
    await world.request().answer(bulk({ a: 1, b: 2, d: 1 }, { version: 2 }))
    expect(onChange.mock.calls).toMatchObject([
      [
        [
          { key: 'b', from: { value: 1 }, to: { value: 2 } },
          { key: 'c', from: { value: 1 }, to: undefined },
          { key: 'd', from: undefined, to: { value: 1 } },
        ],
      ],
    ])
  })

  it('lets no listener keep another from hearing', async () => {
    const faults: unknown[] = []
    const setTimer = vi.spyOn(globalThis, 'setTimeout')
    const client = start()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', () => {
      setTimer.mockImplementationOnce((callback) => {
        faults.push(callback)
        return 0
      })
      throw new Error('mine')
    })
    client.subscribeFlag('gate', heard)
    await world.request().answer(bulk({ gate: true }))
    setTimer.mockRestore()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toThrow('mine')
  })
})

describe('overrides', () => {
  it('force a value, are marked, and end', async () => {
    const client = start()
    await world.request().answer(bulk({ cta: 'Buy' }))
    const listener = vi.fn<() => void>()
    client.subscribeFlag('cta', listener)
    client.setOverride('cta', { value: 'Now', variant: 'urgent' })
    expect(client.peek('cta', '')).toMatchObject({
      value: 'Now',
      variant: 'urgent',
      reason: 'OVERRIDE',
      metadata: { override: true },
    })
    expect(client.overrides().get('cta')?.value).toBe('Now')
    client.removeOverride('cta')
    client.removeOverride('cta')
    expect(client.peek('cta', '').value).toBe('Buy')
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('live as long as the tab, and no longer', () => {
    const first = start()
    first.setOverride('a', { value: { deep: [1] } })
    first.setOverride('b', { value: false, variant: 'off' })
    const second = start()
    expect(second.peek('a', {})).toMatchObject({ value: { deep: [1] }, reason: 'OVERRIDE' })
    expect(second.peek('b', true)).toMatchObject({ value: false, variant: 'off' })
    second.clearOverrides()
    expect(second.overrides().size).toBe(0)
    expect(start().peek('a', {}).reason).toBe('ERROR')
    first.setOverride('a', { value: 1 })
    world.session.clear()
    expect(start().overrides().size).toBe(0)
  })

  it('do not touch a flag that may not be overridden', async () => {
    const client = start()
    client.setOverride('locked', { value: true })
    expect(client.peek('locked', false).value).toBe(true)
    await world
      .request()
      .answer(
        bulk([{ key: 'locked', value: false, reason: 'STATIC', metadata: { overridable: false } }]),
      )
    expect(client.peek('locked', true)).toMatchObject({ value: false, reason: 'STATIC' })
  })

  it('of the wrong type serve the default', () => {
    const client = start()
    client.setOverride('gate', { value: 'yes' })
    expect(client.peek('gate', false)).toMatchObject({ value: false, errorCode: 'TYPE_MISMATCH' })
  })

  it.each(['{bad', '"text"', 'null', '[]', '[null,null]', '[[{"key":5}],[{}]]', '{"a":1}'])(
    'survive a session storage that holds %s',
    (text) => {
      start().setOverride('a', { value: 1 })
      for (const key of world.session.keys()) world.session.set(key, text)
      const client = start()
      expect(client.overrides().size).toBe(0)
      client.setOverride('a', { value: 2 })
      expect(start().peek('a', 0).value).toBe(2)
    },
  )
})

describe('crashed treatments', () => {
  it('are broken for the session and reported', () => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    const error = new Error('boom')
    expect(client.isBroken('cta', 'urgent')).toBe(false)
    client.reportCrash({ flag: 'cta', variant: 'urgent', error })
    expect(client.isBroken('cta', 'urgent')).toBe(true)
    expect(client.isBroken('cta', 'control')).toBe(false)
    expect(client.isBroken('cta', undefined)).toBe(false)
    expect(onError.mock.calls).toMatchObject([[{ code: 'TREATMENT_CRASHED', cause: error }]])
    expect(start().isBroken('cta', 'urgent')).toBe(true)
    world.session.clear()
    expect(start().isBroken('cta', 'urgent')).toBe(false)
  })
})

describe('closing', () => {
  it('leaves no timer, stream, request or listener, and later calls are safe', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    client.subscribeFlag('gate', listener)
    await world
      .request()
      .answer(bulk({ gate: true }, { stream: { type: 'sse', url: 'http://flags.test/e' } }))
    void client.refresh()
    listener.mockClear()
    client.close()
    expect(world.timers()).toBe(0)
    expect(world.watchers()).toBe(0)
    expect(world.stream().isClosed).toBe(true)
    expect(world.request().signal.aborted).toBe(true)
    expect(client.status()).toMatchObject({ state: 'closed', stream: 'closed' })

    await world.settle()
    client.close()
    client.setOverride('gate', { value: false })
    client.reportCrash({ flag: 'gate', variant: 'on', error: 1 })
    expect(await client.setContext({ targetingKey: 'b' })).toMatchObject({ state: 'closed' })
    expect(await client.reset()).toMatchObject({ state: 'closed' })
    expect(await client.refresh()).toMatchObject({ state: 'closed' })
    expect(await client.ready()).toMatchObject({ state: 'closed' })
    await world.advance(10 * 60_000)
    expect(listener).not.toHaveBeenCalled()
    expect(world.requests).toHaveLength(2)
    expect(world.timers()).toBe(0)
  })

  it('leaves the storage and the values as they are', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    client.setOverride('other', { value: 1 })
    const stored = JSON.stringify([[...world.local], [...world.session]])
    client.close()
    client.setOverride('gate', { value: false })
    client.clearOverrides()
    await client.reset()
    client.reportCrash({ flag: 'gate', variant: 'on', error: 1 })
    expect(JSON.stringify([[...world.local], [...world.session]])).toBe(stored)
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.peek('other', 0).value).toBe(1)
  })

  it('settles whoever waits', async () => {
    const client = start()
    const ready = client.ready()
    client.close()
    expect(await ready).toMatchObject({ state: 'closed' })
  })
})
