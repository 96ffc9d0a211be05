import { gzipSync } from 'node:zlib'
import { expect, it, vi } from 'vitest'
import { expectGate, openPage, openReadyPage, service } from './support/fault-stage.ts'
import { body, cutShort, drop, endless, flood, reset, status } from './support/faults.ts'

const GOOD = '{"flags":[{"key":"gate","reason":"STATIC","value":"shut"}]}'
const zipped = gzipSync(GOOD)

it.each([
  ['truncated JSON', body(GOOD.slice(0, -9)), 'MALFORMED_REPLY'],
  ['a connection cut in the middle', cutShort, 'NETWORK_FAILED'],
  ['a connection that is closed', drop, 'NETWORK_FAILED'],
  ['a connection that is reset', reset, 'NETWORK_FAILED'],
  ['a login page', body('<!doctype html><h1>Log in</h1>'), 'MALFORMED_REPLY'],
  ['gzip that is none', body('not zipped', { 'content-encoding': 'gzip' }), 'NETWORK_FAILED'],
  [
    'gzip that ends too early',
    body(zipped.subarray(0, -20), { 'content-encoding': 'gzip' }),
    // The browser says nothing of what is missing.
    'MALFORMED_REPLY',
  ],
  ['UTF-16', body(Buffer.from(`\ufeff${GOOD}`, 'utf16le')), 'MALFORMED_REPLY'],
  ['an empty object', body('{}'), 'MALFORMED_REPLY'],
  ['an empty list', body('{"flags":[]}'), 'EMPTY_REPLY'],
  ['no bytes', body(''), 'MALFORMED_REPLY'],
  ['204', status(204), 'MALFORMED_REPLY'],
] as const)('keeps its values when it is answered %s', async (_, fault, code) => {
  const visit = await openReadyPage()
  service.answer(fault)
  await visit.refresh()
  expect(await visit.status()).toMatchObject({ state: 'stale', source: 'network', code })
  expect(await visit.value()).toBe('open')
  expect(await visit.told()).toEqual({ errors: [code], gates: ['open'] })

  service.answer()
  service.publish({ gate: 'wide' })
  await visit.refresh()
  await expectGate(visit, 'wide')
})

it('uses an answer with a byte order mark, and of a name that is written twice the last value', async () => {
  const visit = await openReadyPage()
  service.answer(body(`\ufeff${GOOD.replace('"value"', '"value":"ajar","value"')}`))
  await visit.refresh()
  expect(await visit.value()).toBe('shut')
  expect(await visit.told()).toEqual({ errors: [], gates: ['open', 'shut'] })
})

it('takes no more than it can use of fifty megabytes', async () => {
  const visit = await openReadyPage()
  const taken = vi.fn<(bytes: number) => void>()
  service.answer(flood(50, taken))
  await visit.refresh()
  expect(await visit.status()).toMatchObject({ state: 'stale', code: 'REPLY_TOO_LARGE' })
  expect(await visit.value()).toBe('open')
  // It broke off. How much the browser and the system had under way by then is theirs to choose.
  await vi.waitFor(() => expect(taken).toHaveBeenCalledTimes(1))
  expect(taken.mock.lastCall?.[0]).toBeLessThan(48 * 2 ** 20)
})

it('gives up an answer that never ends ten seconds after it began', async () => {
  const visit = await openReadyPage({ hasClock: true })
  const ended = vi.fn<() => void>()
  service.answer((response, answer, asked) => {
    response.once('close', ended)
    return endless(response, answer, asked)
  })
  const refreshed = visit.refresh()
  await vi.waitFor(() => expect(service.asked.length).toBeGreaterThan(1))
  await vi.waitFor(async () => {
    await visit.page.clock.fastForward(2000)
    expect(await visit.status()).toMatchObject({ state: 'stale', code: 'REQUEST_TIMEOUT' })
  })
  await refreshed
  expect((await visit.status()).message).toContain('10 s')
  expect(await visit.value()).toBe('open')
  await vi.waitFor(() => expect(ended).toHaveBeenCalled())
})

it.each([401, 403, 404, 410])(
  'asks every few minutes when it is refused with %i, and mends without a reload',
  async (code) => {
    const visit = await openReadyPage({ hasClock: true })
    service.answer(status(code))
    await visit.refresh()
    expect(await visit.status()).toMatchObject({ state: 'unauthorized', code: 'UNAUTHORIZED' })
    expect(await visit.value()).toBe('open')
    const before = service.asked.length
    await visit.pass(140_000, 10_000)
    expect(service.asked).toHaveLength(before)

    service.answer()
    service.publish({ gate: 'wide' })
    await visit.pass(170_000, 10_000)
    await expectGate(visit, 'wide')
    expect(await visit.status()).toMatchObject({ state: 'ready' })
    expect((await visit.told()).errors).toEqual(['UNAUTHORIZED'])
  },
)

it('shows nobody what was under way for the person before', async () => {
  const letAdaGo = service.hold()
  const visit = await openPage()
  const opened = visit.open()
  await vi.waitFor(() => expect(service.asked).toHaveLength(1))
  const letBobGo = service.hold()
  const seen = visit.frame.evaluate(() => {
    const { client } = globalThis.sluice
    const seen: string[] = []
    client.subscribeFlag('who', () => seen.push(client.peek('who', '–').value))
    void client.setContext({ targetingKey: 'bob' })
    return new Promise<string[]>((resolve) => setTimeout(resolve, 300, seen))
  })
  await vi.waitFor(() => expect(service.asked.at(-1)?.targetingKey).toBe('bob'))
  letAdaGo()
  expect(await seen).not.toContain('ada')
  expect(await visit.value('who')).toBe('none')
  await opened
  letBobGo()
  await vi.waitFor(async () => expect(await visit.value('who')).toBe('bob'))
  expect(await visit.frame.evaluate(() => Object.values(localStorage).join())).not.toContain(
    '"ada"',
  )
})

it('keeps hostile keys as what they are, also in the storage', async () => {
  const keys = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'k'.repeat(10_000),
    '🚪',
    'a\0b',
    'a\u202eb',
    '\ud800',
    '',
  ]
  service.publish(new Map(keys.map((key, index) => [key, `value ${index}`])))
  const visit = await openReadyPage()
  const values = (): Promise<string[]> =>
    visit.frame.evaluate(
      (keys) => keys.map((key) => globalThis.sluice.client.peek(key, 'none').value),
      keys,
    )
  const expected = keys.map((key, index) => (key === '' ? 'none' : `value ${index}`))
  expect(await values()).toEqual(expected)
  service.answer(status(503))
  expect(await visit.reopen()).toMatchObject({ state: 'stale', source: 'cache' })
  expect(await values()).toEqual(expected)
  expect(await visit.frame.evaluate(() => 'polluted' in {} || typeof {}.toString)).toBe('function')
})
