import { expect, it, vi } from 'vitest'
import { expectGate, openPage, service } from './support/fault-stage.ts'
import { blackHole, drop, reset, status } from './support/faults.ts'

it('goes on with the defaults after two seconds when nobody answers', async () => {
  service.answer(blackHole)
  const visit = await openPage()
  const opened = await visit.open()
  expect(opened).toMatchObject({ state: 'offline', source: 'default', code: 'READY_TIMEOUT' })
  expect(opened.waitedMs).toBeGreaterThan(1900)
  expect(opened.waitedMs).toBeLessThan(2500)
  expect(await visit.value()).toBe('none')
})

it.each([
  ['500', status(500), 'HTTP_ERROR'],
  ['502', status(502), 'HTTP_ERROR'],
  ['503', status(503), 'HTTP_ERROR'],
  ['504', status(504), 'HTTP_ERROR'],
  ['a closed connection', drop, 'NETWORK_FAILED'],
  ['a reset connection', reset, 'NETWORK_FAILED'],
] as const)('waits for nothing after %s, and asks again by itself', async (_, fault, code) => {
  service.answer(fault)
  const visit = await openPage()
  expect(await visit.open()).toMatchObject({ state: 'offline', source: 'default', code })
  // Once is enough: the machine may be busy, the client has nothing to wait for.
  await vi.waitFor(async () => expect((await visit.reopen()).waitedMs).toBeLessThan(300), 10_000)
  service.answer()
  await expectGate(visit, 'open')
  expect(await visit.told()).toEqual({ errors: [code], gates: ['open'] })
})

it('takes values that come ten seconds after somebody stopped waiting, and tells once', async () => {
  service.offerStream(false)
  const letGo = service.hold()
  const visit = await openPage({ hasClock: true })
  expect(await visit.open()).toMatchObject({ source: 'default', code: 'READY_TIMEOUT' })
  await visit.page.clock.fastForward(10_000)
  letGo()
  await expectGate(visit, 'open')
  expect(await visit.status()).toMatchObject({ state: 'ready', source: 'network' })
  expect(await visit.told()).toEqual({ errors: [], gates: ['open'] })
  expect(service.asked).toHaveLength(1)
})

it('prints nothing when a blocker refuses every request, and does not knock all the time', async () => {
  const visit = await openPage({ hasClock: true })
  let refused = 0
  await visit.page.route(`${service.url}/**`, (route) => {
    refused += 1
    return route.abort('blockedbyclient')
  })
  expect(await visit.open()).toMatchObject({ state: 'offline', code: 'NETWORK_FAILED' })
  await visit.pass(600_000, 5000)
  expect(refused).toBeGreaterThan(10)
  expect(refused).toBeLessThanOrEqual(60)
  const before = refused
  await visit.pass(600_000, 10_000)
  expect(refused - before).toBeLessThanOrEqual(20)
  expect(await visit.value()).toBe('none')
  expect(await visit.told()).toEqual({ errors: ['NETWORK_FAILED'], gates: [] })
})

it('goes on with the defaults while its second part does not load, and recovers when it does', async () => {
  const visit = await openPage({ hasClock: true })
  await visit.page.route('**/start-sync*', (route) => route.fulfill({ status: 404, body: '' }))
  expect(await visit.open()).toMatchObject({ state: 'offline', code: 'SYNC_NOT_LOADED' })
  await visit.page.unroute('**/start-sync*')
  await visit.pass(31_000)
  await expectGate(visit, 'open')
  expect(await visit.told()).toEqual({ errors: ['SYNC_NOT_LOADED'], gates: ['open'] })
  expect(service.asked.length).toBeLessThanOrEqual(2)
})

it('waits two seconds and no longer while its second part is on its way', async () => {
  const visit = await openPage()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  await visit.page.route('**/start-sync*', async (route) => {
    await arrived
    await route.continue()
  })
  const opened = await visit.open()
  expect(opened).toMatchObject({ state: 'offline', source: 'default', code: 'READY_TIMEOUT' })
  expect(opened.waitedMs).toBeLessThan(2500)
  arrive()
  await expectGate(visit, 'open')
  expect(await visit.told()).toEqual({ errors: [], gates: ['open'] })
})
