import { inspect } from 'node:util'
import { expect, it, onTestFinished, vi } from 'vitest'
import { FakeWorld } from '../test/fake-world.ts'
import { open, published } from '../test/published.ts'

const ADA = { targetingKey: 'ada' }

it('serves the default until there is a ruleset, then the flag', async () => {
  const world = new FakeWorld()
  const node = world.node()
  expect(node.evaluate('gate', false, ADA)).toMatchObject({
    value: false,
    errorCode: 'PROVIDER_NOT_READY',
  })
  expect(node.evaluateAll(ADA)).toEqual({ flags: [], context: ADA })
  await world.answer(published())
  expect(await node.ready()).toMatchObject({ state: 'ready', source: 'network', version: 1 })
  expect(node.evaluate('gate', false, ADA)).toMatchObject({ value: true, variant: 'on' })
  expect(node.evaluate('gate', 'text', ADA)).toMatchObject({
    value: 'text',
    errorCode: 'TYPE_MISMATCH',
  })
  expect(node.evaluate('nope', 3, ADA)).toMatchObject({ value: 3, errorCode: 'FLAG_NOT_FOUND' })
})

it('asks with the server key, and then with the ETag of what it holds', async () => {
  const world = new FakeWorld()
  const node = world.node({ pollIntervalMs: 10_000 })
  expect(world.last.url).toBe('http://gates.test/v1/ruleset')
  expect(world.last.headers.get('authorization')).toBe('Bearer sluice_server_test')
  expect(world.last.headers.get('if-none-match')).toBeNull()
  await world.answer(published())
  await world.pass(10_000)
  expect(world.asked).toHaveLength(2)
  expect(world.last.headers.get('if-none-match')).toBe('"one.1"')
  await world.answer(new Response(null, { status: 304 }))
  expect(node.status()).toMatchObject({ state: 'ready', version: 1, fetchedAt: world.wallClock })
})

it('goes on without an answer after the time that ready() may take', async () => {
  const world = new FakeWorld()
  const ready = world.node({ readyTimeoutMs: 300 }).ready()
  await world.pass(300)
  expect(await ready).toMatchObject({ state: 'offline', error: { code: 'READY_TIMEOUT' } })
})

it('keeps what it holds through an outage, says so once, and recovers', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(published())
  for (let failure = 0; failure < 5; failure++) {
    await world.untilAsked()
    await world.fail()
  }
  expect(node.status()).toMatchObject({ state: 'stale', error: { code: 'NETWORK_FAILED' } })
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
  expect(world.errors.map(({ code }) => code)).toEqual(['NETWORK_FAILED'])
  await world.untilAsked()
  await world.answer(published({ version: 2 }))
  expect(node.status()).toMatchObject({ state: 'ready', version: 2, error: undefined })
})

it('asks fewer than 60 times in ten minutes of an outage, whoever asks, and then once in 30 s', async () => {
  const world = new FakeWorld()
  const node = world.node()
  const suffer = async (seconds: number): Promise<number> => {
    const before = world.asked.length
    for (let second = 0; second < seconds; second++) {
      await world.fail()
      void node.refresh()
      await world.pass(1000)
    }
    return world.asked.length - before
  }
  expect(await suffer(600)).toBeLessThan(60)
  expect(await suffer(600)).toBeLessThanOrEqual(21)
})

it('gives a request up after ten seconds', async () => {
  const world = new FakeWorld()
  const node = world.node()
  const { signal } = world.last
  await world.pass(10_000)
  expect(signal?.aborted).toBe(true)
  expect(node.status()).toMatchObject({ state: 'offline', error: { code: 'REQUEST_TIMEOUT' } })
})

it.each([
  [401, 'unauthorized', 'UNAUTHORIZED'],
  [403, 'unauthorized', 'UNAUTHORIZED'],
  [404, 'offline', 'HTTP_ERROR'],
  [500, 'offline', 'HTTP_ERROR'],
] as const)('calls %i what it is', async (status, state, code) => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(new Response('no', { status }))
  expect(node.status()).toMatchObject({ state, error: { code, status } })
})

it('asks only every few minutes when the key is refused, and recovers', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(new Response(null, { status: 401 }))
  await world.pass(149_000)
  expect(world.asked).toHaveLength(1)
  await world.untilAsked()
  expect(world.now).toBeLessThanOrEqual(300_000)
  await world.answer(published())
  expect(node.status().state).toBe('ready')
})

it('waits as long as Retry-After says, and up to 30 s more', async () => {
  const world = new FakeWorld()
  world.node()
  await world.answer(new Response(null, { status: 503, headers: { 'Retry-After': '90' } }))
  await world.pass(90_000)
  expect(world.asked).toHaveLength(1)
  await world.untilAsked()
  expect(world.now).toBeLessThanOrEqual(120_000)
})

it.each([
  [
    'a page of a proxy',
    new Response('<html>', { headers: { 'Sluice-Epoch': 'one' } }),
    'MALFORMED_REPLY',
  ],
  ['another service', Response.json({ hello: 'world' }), 'MALFORMED_REPLY'],
  [
    'no ruleset',
    Response.json({ flags: 3 }, { headers: { 'Sluice-Epoch': 'one' } }),
    'INVALID_RULESET',
  ],
] as const)('keeps the good ruleset when %s answers', async (_, response, code) => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(published())
  await world.untilAsked()
  await world.answer(response)
  expect(node.status()).toMatchObject({ state: 'stale', version: 1, error: { code } })
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
})

it('leaves one bad flag out, names it, and uses the others', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(
    published({
      flags: { gate: open, broken: open },
      damage: ({ flags }) => {
        flags['broken'] = { ...flags['broken'], rules: [{ id: 'x', serve: { variant: 'gone' } }] }
      },
    }),
  )
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
  expect(node.evaluate('broken', false, ADA).errorCode).toBe('FLAG_NOT_FOUND')
  expect(world.errors).toMatchObject([
    { code: 'QUARANTINED_FLAG', faults: [{ path: '$.flags.broken.rules[0].serve.variant' }] },
  ])
})

it('is not set back by a replica that lags behind, but follows another epoch', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(published({ version: 5 }))
  void node.refresh()
  await world.answer(published({ version: 4, flags: {} }))
  expect(node.status()).toMatchObject({ state: 'ready', version: 5 })
  void node.refresh()
  await world.answer(published({ version: 1, epoch: 'two', flags: {} }))
  expect(node.status()).toMatchObject({ version: 1, epoch: 'two' })
})

it('follows the windows of rules by the wall clock', async () => {
  const world = new FakeWorld()
  const node = world.node()
  const window = { startsAt: world.wallClock + 1000, endsAt: world.wallClock + 2000 }
  const rules = [{ id: 'sale', window, serve: { variant: 'on' } }]
  await world.answer(published({ flags: { gate: { rules } } }))
  const values: boolean[] = []
  for (let second = 0; second < 3; second++) {
    values.push(node.evaluate('gate', false, ADA).value)
    await world.pass(1000)
  }
  expect(values).toEqual([false, true, false])
})

it('tells who follows it which flags another ruleset changes', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(published({ flags: { gate: open, same: {} } }))
  const changes: unknown[] = []
  const stop = node.onChange((change) => changes.push(change))
  void node.refresh()
  await world.answer(
    published({ version: 2, flags: { gate: { enabled: false }, same: {}, new: {} } }),
  )
  expect(changes).toEqual([{ version: 2, epoch: 'one', keys: ['gate', 'new'] }])
  stop()
  void node.refresh()
  await world.answer(published({ version: 3, flags: {} }))
  expect(changes).toHaveLength(1)
})

it('goes on when a listener throws, and when the one for errors does too', async () => {
  const world = new FakeWorld()
  const print = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => print.mockRestore())
  const node = world.node({
    onError: () => {
      throw new Error('no errors, please')
    },
  })
  const changes: number[] = []
  node.onChange(() => {
    throw new Error('no changes, please')
  })
  node.onChange(({ version }) => changes.push(version))
  await world.answer(published())
  expect(changes).toEqual([1])
  expect(print.mock.calls).toEqual([['sluice: LISTENER_FAILED: An `onChange` listener threw.']])
})

it('reports options that cannot be, and asks nobody', async () => {
  for (const wrong of [
    { url: 'gates.test' },
    { serverKey: '' },
    { serverKey: undefined as never },
    { url: 'http://user:secret@gates.test' },
    { url: 'http://secret@gates.test' },
    { url: 'http://user:se/secret@gates.test' },
    { url: 'user:secret@gates.test' },
    { serverKey: 'secret\nsecret' },
    { serverKey: 'ключsecret' },
  ]) {
    const world = new FakeWorld()
    const node = world.node(wrong)
    expect(await node.ready()).toMatchObject({
      state: 'offline',
      error: { code: 'INVALID_OPTIONS' },
    })
    expect(inspect(world.errors)).not.toContain('secret')
    expect(node.evaluate('gate', true, ADA).value).toBe(true)
    expect(world.asked).toEqual([])
  }
})

it('leaves nothing behind when it is closed, and goes on serving what it held', async () => {
  const world = new FakeWorld()
  const node = world.node()
  await world.answer(published())
  void node.refresh()
  const { signal } = world.last
  node.close()
  expect(signal?.aborted).toBe(true)
  expect(world.timers).toBe(0)
  expect(node.status().state).toBe('closed')
  expect(await node.ready()).toMatchObject({ state: 'closed' })
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
})
