import { SluiceError } from '@sluice/core'
import { describe, expect, it, vi } from 'vitest'
import { bulk, fakeEnvironment } from '../test/fake-environment.ts'
import { createClient } from './base-client.ts'
import type { SluiceClient } from './client.ts'
import type { SluiceClientOptions } from './options.ts'
import { startLazily } from './start-lazily.ts'
import type { LoadedSync } from './sync-part.ts'
import { startSync } from './sync/start-sync.ts'

const OPTIONS = { url: 'http://flags.test', clientKey: 'sluice_client_x' }

function slowly(options: Partial<SluiceClientOptions> = {}, world = fakeEnvironment()) {
  const loads: PromiseWithResolvers<LoadedSync>[] = []
  const client: SluiceClient = createClient(
    { ...OPTIONS, ...options },
    world,
    startLazily(() => {
      const load = Promise.withResolvers<LoadedSync>()
      loads.push(load)
      return load.promise
    }),
  )
  const arrive = async (): Promise<void> => {
    loads.at(-1)?.resolve({ startSync })
    await world.settle()
  }
  const fail = async (): Promise<void> => {
    loads.at(-1)?.reject(new TypeError('Failed to fetch dynamically imported module'))
    await world.settle()
  }
  return { world, client, loads, arrive, fail }
}

it('asks before the rest is there, and uses that answer', async () => {
  const { world, client, arrive } = slowly()
  expect(world.requests).toHaveLength(1)
  await world.request().answer(bulk({ gate: true }))
  expect(client.peek('gate', false).value).toBe(false)
  await arrive()
  expect(client.peek('gate', false).value).toBe(true)
  expect(client.status().state).toBe('ready')
  expect(world.requests).toHaveLength(1)
})

it('waits for an answer that is still under way', async () => {
  const { world, client, arrive } = slowly()
  await arrive()
  await world.request().answer(bulk({ gate: true }))
  expect(client.peek('gate', false).value).toBe(true)
  expect(world.requests).toHaveLength(1)
})

it('goes on without the rest when that takes too long, and takes it when it comes', async () => {
  const { world, client, arrive } = slowly({ readyTimeoutMs: 500 })
  const ready = client.ready()
  await world.advance(500)
  expect(await ready).toMatchObject({ state: 'offline', error: { code: 'READY_TIMEOUT' } })
  await world.request().answer(bulk({ gate: true }))
  await arrive()
  expect(client.peek('gate', false).value).toBe(true)
  expect(client.status()).toMatchObject({ state: 'ready', error: undefined })
})

it('counts the time that loading took as time that somebody waited', async () => {
  const { world, client, arrive } = slowly()
  const ready = client.ready()
  await world.advance(1500)
  await arrive()
  await world.advance(500)
  expect(await ready).toMatchObject({ state: 'offline', error: { code: 'READY_TIMEOUT' } })
})

it('says when the rest does not load, keeps what is cached, and tries again', async () => {
  const onError = vi.fn<(error: SluiceError) => void>()
  const { world, client, loads, arrive, fail } = slowly({ onError })
  await fail()
  expect(await client.ready()).toMatchObject({
    state: 'offline',
    error: { code: 'SYNC_NOT_LOADED' },
  })
  expect(onError).toHaveBeenCalledTimes(1)
  // The class is not loaded with the first part.
  expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(SluiceError)
  await world.advance(29_000)
  expect(loads).toHaveLength(1)
  await world.advance(1000)
  expect(loads).toHaveLength(2)
  await fail()
  await world.advance(30_000)
  expect(loads).toHaveLength(3)
  expect(onError).toHaveBeenCalledTimes(1)
  await world.request().answer(bulk({ gate: true }))
  await arrive()
  expect(client.peek('gate', false).value).toBe(true)
})

it('tries again at once when somebody asks', async () => {
  const { client, loads, arrive, fail } = slowly()
  await fail()
  void client.refresh()
  expect(loads).toHaveLength(2)
  await arrive()
  expect(client.status().state).toBe('starting')
})

it('asks anew for another context, and drops the first answer', async () => {
  const { world, client, arrive } = slowly()
  const [first] = world.requests
  void client.setContext({ targetingKey: 'bob' })
  expect(first?.signal.aborted).toBe(true)
  expect(world.request().context).toMatchObject({ targetingKey: 'bob' })
  await world.request().answer(bulk({ gate: 'bob' }))
  await arrive()
  expect(client.peek('gate', '').value).toBe('bob')
  expect(world.requests).toHaveLength(2)
})

it('reports what the first request met as any other failure', async () => {
  const { world, client, arrive } = slowly()
  await world.request().drop()
  await arrive()
  expect(client.status()).toMatchObject({ state: 'offline', error: { code: 'NETWORK_FAILED' } })
})

it('leaves nothing behind when it is closed before the rest is there', async () => {
  const { world, client, arrive } = slowly()
  const ready = client.ready()
  client.close()
  expect(await ready).toMatchObject({ state: 'closed' })
  expect(world.request().signal.aborted).toBe(true)
  await arrive()
  client.close()
  await world.advance(60_000)
  expect(world.timers()).toBe(0)
  expect(world.watchers()).toBe(0)
  expect(client.status().state).toBe('closed')
})

it('stops trying when it is closed after a failure', async () => {
  const { world, client, loads, fail } = slowly()
  await fail()
  client.close()
  await world.advance(120_000)
  expect(loads).toHaveLength(1)
  expect(world.timers()).toBe(0)
})

describe('what a tab has shown', () => {
  const flagOf = (key: string, value: string, metadata: object = {}) => ({
    key,
    value,
    variant: value,
    reason: 'SPLIT',
    metadata,
  })
  const page = () => ({ ...OPTIONS, context: { targetingKey: 'ada' } })
  const visit = async (...flags: object[]) => {
    const first = slowly(page())
    await first.arrive()
    await first.world.request().answer(bulk(flags, { version: 1 }))
    first.world.page('gone')
    return first
  }
  /** The next page of the tab, after another tab met newer values. */
  const next = ({ world }: ReturnType<typeof slowly>, ...flags: object[]) => {
    const [name = ''] = [...world.local.keys()].filter((key) => /^sluice\.[^.]+$/.test(key))
    const cached = JSON.parse(world.local.get(name) ?? '') as [string, object][]
    for (const [, values] of cached) Object.assign(values, { version: 2, flags })
    world.local.set(name, JSON.stringify(cached))
    return slowly(page(), world)
  }
  const STEADY = { stability: 'session' }

  it('stays under a contract until the rest is there, and after it', async () => {
    const second = next(await visit(flagOf('gate', 'a', STEADY)), flagOf('gate', 'b', STEADY))
    expect(second.client.peek('gate', '').value).toBe('a')
    await second.arrive()
    expect(second.client.peek('gate', '').value).toBe('a')
    expect(second.client.status().pending).toEqual(['gate'])
  })

  it('that pierces by now makes way at once', async () => {
    const killed = flagOf('gate', 'b', { ...STEADY, pierce: true })
    const second = next(await visit(flagOf('gate', 'a', STEADY)), killed)
    expect(second.client.peek('gate', '').value).toBe('b')
    await second.arrive()
    expect(second.client.peek('gate', '').value).toBe('b')
  })

  it('without a contract makes way at once, beside what has one', async () => {
    const first = await visit(flagOf('gate', 'a', STEADY), flagOf('hero', 'winter'))
    const second = next(first, flagOf('gate', 'b', STEADY), flagOf('hero', 'spring'))
    expect(second.client.peek('hero', '').value).toBe('spring')
    expect(second.client.peek('gate', '').value).toBe('a')
  })

  it('of a flag that is gone is gone', async () => {
    const second = next(await visit(flagOf('gate', 'a', STEADY)), flagOf('hero', 'spring'))
    expect(second.client.peek('gate', 'mine').value).toBe('mine')
  })
})
