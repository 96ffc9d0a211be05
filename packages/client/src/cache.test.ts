import { describe, expect, it } from 'vitest'
import { bulk, unchanged } from '../test/fake-environment.ts'
import { startAsAda, visit, world } from '../test/page.ts'

const DAY = 86_400_000

describe('the cache', () => {
  it('serves what the last page of this context knew until the service confirms it', async () => {
    await visit({ gate: true, theme: { a: 1 } })
    const fetchedAt = world.wallClock()
    world.startedAt += DAY
    const client = startAsAda()
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
    startAsAda()
    expect(world.request().headers.has('if-none-match')).toBe(false)
  })

  it('serves the last good values after a month without the service', async () => {
    await visit({ gate: true })
    world.startedAt += 30 * DAY
    world.serve(() => 'drop')
    const client = startAsAda()
    await client.ready()
    await world.advance(DAY / 24)
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.status()).toMatchObject({ state: 'stale', source: 'cache' })
    expect(world.wallClock() - (client.status().fetchedAt ?? 0)).toBeGreaterThanOrEqual(30 * DAY)
  })

  it.each([8, null])(
    'gives way to the first answer, also to one of version %s',
    async (version) => {
      const first = startAsAda()
      await world.request().answer(bulk({ gate: 'old' }, { version: 9 }))
      first.close()
      const client = startAsAda()
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
    for (const context of others)
      expect(startAsAda({ context }).peek('gate', false).value).toBe(false)
    expect(startAsAda({ clientKey: 'sluice_client_y' }).peek('gate', false).value).toBe(false)
    expect(startAsAda({ url: 'http://other.test' }).peek('gate', false).value).toBe(false)
    expect(startAsAda().peek('gate', false).value).toBe(true)
  })

  it('serves the values of a context that is set, when it knows them', async () => {
    await visit({ price: 'USD' }, { context: { targetingKey: 'ada', country: 'US' } })
    const client = startAsAda({ context: { targetingKey: 'ada', country: 'DE' } })
    await world.request().answer(bulk({ price: 'EUR' }))
    void client.setContext({ targetingKey: 'ada', country: 'US' })
    expect(client.peek('price', '')).toMatchObject({ value: 'USD', reason: 'CACHED' })
    await world.request().answer(bulk({ price: 'USD' }))
    void client.setContext({ targetingKey: 'ada', country: 'DE' })
    expect(client.peek('price', '').value).toBe('EUR')
  })

  it('stores the values under a context whose answer is the same as that of the one before', async () => {
    const client = startAsAda({ context: { targetingKey: 'ada', page: 1 } })
    await world.request().answer(bulk({ gate: true }))
    void client.setContext({ targetingKey: 'ada', page: 2 })
    await world.request().answer(bulk({ gate: true }))
    client.close()
    expect(
      startAsAda({ context: { targetingKey: 'ada', page: 2 } }).peek('gate', false).value,
    ).toBe(true)
  })

  it('keeps the five contexts that were here last', async () => {
    for (const i of [1, 2, 3, 4, 5, 1, 6])
      await visit({ i }, { context: { targetingKey: `u${i}` } })
    const known = [1, 2, 3, 4, 5, 6].filter(
      (i) => startAsAda({ context: { targetingKey: `u${i}` } }).peek('i', 0).value === i,
    )
    expect(known).toEqual([1, 3, 4, 5, 6])
  })

  it('holds no attribute, no client key and no stream address', async () => {
    const client = startAsAda({
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
    const client = startAsAda()
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
    const client = startAsAda()
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
    const next = startAsAda()
    expect([...next.store.getState().flags.keys()]).toEqual(['a'])
  })
})
