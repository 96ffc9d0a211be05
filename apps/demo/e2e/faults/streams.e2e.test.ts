import { setTimeout as pass } from 'node:timers/promises'
import type { Request } from 'playwright-core'
import { expect, it, vi } from 'vitest'
import { expectGate, openReadyPage, service } from './support/fault-stage.ts'

const streams = (count: number): Promise<void> =>
  vi.waitFor(() => expect(service.streams.size).toBe(count), { timeout: 5000 })

it('costs little when every stream is cut as soon as it is open, and shows a change all the same', async () => {
  service.stream((stream) => {
    stream.writeHead(200, { 'content-type': 'text/event-stream' })
    stream.write('data: {"type":"heartbeat"}\n\n')
    setTimeout(() => stream.destroy(), 5)
  })
  const visit = await openReadyPage({ hasClock: true })
  await visit.pass(120_000)
  service.publish({ gate: 'wide' })
  await visit.pass(60_000)
  await expectGate(visit, 'wide')
  expect(service.opened).toBeGreaterThan(3)
  expect(service.opened).toBeLessThanOrEqual(30)
  expect(service.asked.length).toBeLessThanOrEqual(60)
})

it('shows a change within a minute when something in between keeps the stream to itself', async () => {
  service.stream(() => {})
  const visit = await openReadyPage({ hasClock: true })
  await streams(1)
  service.publish({ gate: 'wide' })
  await visit.pass(61_000)
  await expectGate(visit, 'wide')
})

it('leaves a stream that has fallen silent, and shows within a minute what it did not tell', async () => {
  let isSilent = false
  service.stream((stream) => {
    if (isSilent) return
    stream.writeHead(200, { 'content-type': 'text/event-stream' })
    stream.write('data: {"type":"heartbeat"}\n\n')
  })
  const visit = await openReadyPage({ hasClock: true })
  await streams(1)
  await vi.waitFor(async () => expect((await visit.status()).stream).toBe('open'))
  isSilent = true
  // Nobody closes anything: the other side just is not there any more.
  for (const stream of service.streams) stream.write = () => true
  service.publish({ gate: 'wide' })
  await visit.pass(60_000)
  await expectGate(visit, 'wide')
  expect(service.opened).toBe(2)
})

it('comes back from an hour without a network with one request and one stream', async () => {
  const visit = await openReadyPage({ hasClock: true })
  await streams(1)
  let tries = 0
  const underWay = new Set<Request>()
  visit.page.on('request', (request) => void underWay.add(request))
  visit.page.on('requestfailed', (request) => {
    tries += 1
    underWay.delete(request)
  })
  await visit.context.setOffline(true)
  service.cut()
  service.publish({ gate: 'wide' })
  // Half a minute of the page is over in no time, but none of its requests takes that long.
  await visit.pass(3_600_000, 30_000, () => vi.waitFor(() => expect(underWay.size).toBe(0)))
  expect(await visit.value()).toBe('open')
  expect(await visit.status()).toMatchObject({ state: 'stale', code: 'NETWORK_FAILED' })
  // As many as in ten minutes, and then one in half a minute.
  expect(tries).toBeGreaterThan(5)
  expect(tries).toBeLessThanOrEqual(60 + 100)
  const before = service.asked.length
  await visit.context.setOffline(false)
  await visit.pass(31_000)
  await expectGate(visit, 'wide')
  await streams(1)
  // The second is the one that follows every stream that opens.
  expect(service.asked.length - before).toBeLessThanOrEqual(2)
  expect((await visit.told()).errors).toEqual(['NETWORK_FAILED'])
})

it('holds nothing while it is frozen for ten minutes, and catches up in one go', async () => {
  const visit = await openReadyPage({ hasClock: true })
  await streams(1)
  const tell = (event: string): Promise<unknown> =>
    visit.page.evaluate((event) => document.dispatchEvent(new Event(event)), event)
  await tell('freeze')
  await streams(0)
  service.publish({ gate: 'wide' })
  const before = service.asked.length
  await visit.page.clock.fastForward('10:00')
  await tell('resume')
  await expectGate(visit, 'wide')
  await streams(1)
  await visit.pass(3000)
  // What was due, and what follows every stream that opens.
  expect(service.asked.length - before).toBeLessThanOrEqual(3)
  expect(service.opened).toBe(2)
})

it('asks once when ten minutes passed while nothing could run', async () => {
  service.offerStream(false)
  const visit = await openReadyPage({ hasClock: true })
  // Time for a tab that came to lead to make sure.
  await pass(700)
  const before = service.asked.length
  service.publish({ gate: 'wide' })
  await visit.page.clock.fastForward('10:00')
  await expectGate(visit, 'wide')
  // Longer than any pause between two requests that is too short.
  await pass(1200)
  expect(service.asked).toHaveLength(before + 1)
})
