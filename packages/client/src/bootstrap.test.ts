import { describe, expect, it } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, startAsAda, visit, world } from '../test/page.ts'

describe('a bootstrap', () => {
  const bootstrap = {
    flags: [{ key: 'gate', value: 'boot', variant: 'b', reason: 'SPLIT' }],
    version: 5,
    epoch: 'e1',
  }

  it('is what the first render shows, before the cache', async () => {
    await visit({ gate: 'cached' })
    const client = startAsAda({ bootstrap })
    expect(client.peek('gate', '')).toMatchObject({ value: 'boot', variant: 'b', reason: 'SPLIT' })
    expect(client.peek('other', '').errorCode).toBe('FLAG_NOT_FOUND')
    expect(client.status()).toMatchObject({ state: 'starting', source: 'bootstrap', version: 5 })
  })

  it('gives way to a higher version, not to a lower one', async () => {
    const client = startAsAda({ bootstrap })
    await world.request().answer(bulk({ gate: 'old' }, { version: 4 }))
    expect(client.peek('gate', '').value).toBe('boot')
    void client.refresh()
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('with a version that is none pins nothing', async () => {
    const client = startAsAda({ bootstrap: { ...bootstrap, version: 'abc' as never } })
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('is of the first context only', async () => {
    const client = startAsAda({ bootstrap })
    void client.setContext({ targetingKey: 'bob' })
    expect(client.peek('gate', '–').value).toBe('–')
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', '–').value).toBe('–')
  })

  it.each([null, 'text', {}, { flags: null }, { flags: 'x' }, { flags: [null, 5, { key: 7 }] }])(
    'of %j does no harm',
    (value) => {
      const client = startAsAda({ bootstrap: value as never })
      expect(client.peek('gate', '–').value).toBe('–')
    },
  )

  it('begins as a server does, which has no storage', () => {
    const client = startAsAda({ bootstrap })
    expect(client.store.getInitialState().status.storage).toBe('memory')
    expect(client.status().storage).toBe('local')
  })

  it('without values leaves the last good ones alone, when its server had none', async () => {
    await visit({ gate: 'cached' })
    world.serve(() => 'drop')
    const client = startAsAda({ bootstrap: { flags: [], context: { targetingKey: 'ada' } } })
    expect(client.peekFirst('gate', '–').errorCode).toBe('FLAG_NOT_FOUND')
    expect(client.peek('gate', '–').value).toBe('cached')
    await client.ready()
    expect(client.peek('gate', '–').value).toBe('cached')
    expect(client.status()).toMatchObject({ state: 'stale', source: 'cache', version: 1 })
  })

  it('without values is believed when its server knew that there are none', async () => {
    await visit({ gate: 'cached' })
    const client = startAsAda({ bootstrap: { flags: [], version: 2, epoch: 'e1' } })
    expect(client.peek('gate', '–').value).toBe('–')
  })

  it('that is older than the cache is what hydration repeats, and no more', async () => {
    const earlier = startAsAda()
    await world.request().answer(bulk({ gate: 'cached' }, { version: 7 }))
    earlier.close()
    world.serve(() => 'drop')
    const old = bootstrap
    const client = startAsAda({ bootstrap: old })
    expect(client.peekFirst('gate', '').value).toBe('boot')
    expect(client.store.getInitialState().status).toMatchObject({ source: 'bootstrap', version: 5 })
    expect(client.peek('gate', '')).toMatchObject({ value: 'cached', reason: 'CACHED' })
    await client.ready()
    expect(client.status()).toMatchObject({ state: 'stale', source: 'cache', version: 7 })
    expect(startAsAda({ bootstrap: { ...old, epoch: 'e2' } }).peek('gate', '').value).toBe('boot')
    expect(startAsAda({ bootstrap: { ...old, version: 7 } }).peek('gate', '').value).toBe('boot')
  })

  it('that is older than the cache still holds what was drawn of it for the session', async () => {
    const flagOf = (value: string): object => ({
      key: 'gate',
      value,
      variant: value,
      reason: 'SPLIT',
      metadata: { stability: 'session' },
    })
    const earlier = startAsAda()
    await world.request().answer(bulk([flagOf('b')], { version: 9 }))
    earlier.close()
    const client = startAsAda({ bootstrap: { flags: [flagOf('a')], version: 8, epoch: 'e1' } })
    expect(client.peek('gate', '').value).toBe('a')
    await world.settle()
    expect(client.peek('gate', '').value).toBe('a')
    expect(client.status().pending).toEqual(['gate'])
  })

  it('of somebody else is repeated by hydration, and shown to nobody after it', async () => {
    world.serve(() => 'drop')
    const context = { targetingKey: 'bob', anonymousKey: 'b' }
    const client = startAsAda({ bootstrap: { ...bootstrap, context } })
    expect(client.peekFirst('gate', '–').value).toBe('boot')
    expect(client.peek('gate', '–').value).toBe('–')
    await client.ready()
    expect(client.status()).toMatchObject({ state: 'offline', source: 'default' })
    // The same person, with more known of them, is shown it until there is an answer.
    const known = start({
      context: { ...context, country: 'DE' },
      bootstrap: { ...bootstrap, context },
    })
    expect(known.peek('gate', '–').value).toBe('boot')
  })

  it('can come with another context, and is shown at once', async () => {
    world.serve(() => 'drop')
    const client = startAsAda({ bootstrap })
    const seen: unknown[] = []
    client.subscribeFlag('gate', () => seen.push(client.peek('gate', '–').value))
    const bob = { targetingKey: 'bob', anonymousKey: 'b' }
    const flags = [{ key: 'gate', value: 'for bob', variant: 'c', reason: 'SPLIT' }]
    await client.setContext(bob, { flags, version: 5, epoch: 'e1', context: bob })
    expect(seen).toEqual(['for bob'])
    expect(client.status()).toMatchObject({ state: 'stale', source: 'bootstrap', version: 5 })
    expect(client.context()).toEqual(bob)
  })

  it('that comes with a context without values takes none away', async () => {
    const client = startAsAda({ bootstrap })
    void client.setContext({ targetingKey: 'ada', country: 'DE' }, { flags: [] })
    expect(client.peek('gate', '–').value).toBe('boot')
  })
})
