import { expect, it, vi } from 'vitest'
import { expectGate, openPage, openReadyPage, service } from './support/fault-stage.ts'
import { status } from './support/faults.ts'

it('lives in a frame that is denied storage, cookies and locks, and hears of changes there', async () => {
  const visit = await openPage({ path: '/sandboxed' })
  const denied = await visit.frame.evaluate(() => {
    const tries = [() => localStorage, () => sessionStorage, () => document.cookie, () => indexedDB]
    return tries.filter((attempt) => {
      try {
        return attempt() === undefined
      } catch {
        return true
      }
    }).length
  })
  expect(denied).toBeGreaterThanOrEqual(3)
  expect(await visit.open()).toMatchObject({ state: 'ready', storage: 'memory' })
  expect(await visit.value()).toBe('open')
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 5000 })
  service.publish({ gate: 'wide' })
  await expectGate(visit, 'wide')
  await visit.frame.evaluate(() => {
    const { client, reportCrash } = globalThis.sluice
    client.setOverride('gate', { value: 'forced' })
    reportCrash(client, { flag: 'gate', variant: 'on', error: new Error('boom') })
  })
  expect(await visit.value()).toBe('forced')
})

it('takes what is in a full storage, and goes on in memory with what comes', async () => {
  const visit = await openPage()
  await visit.open()
  await visit.frame.evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size /= 2) {
      try {
        for (let i = 0; i < 4; i++) localStorage.setItem(`host ${size} ${i}`, 'x'.repeat(size))
      } catch {
        // As full as it gets with this size.
      }
    }
  })
  expect(await visit.reopen()).toMatchObject({ state: 'ready' })
  // An entry may be written over with one that is no longer; more there is no room for.
  service.publish({ gate: 'wide'.repeat(100) })
  await visit.refresh()
  expect(await visit.value()).toBe('wide'.repeat(100))
  expect(await visit.status()).toMatchObject({ state: 'ready', storage: 'memory' })
})

it('keeps two copies of the code on one page out of each other’s way', async () => {
  const visit = await openReadyPage({ path: '/twice' })
  const options = { url: service.url, clientKey: 'sluice_client_faults' }
  await visit.page.evaluate((options) => globalThis.copy.open(options), {
    ...options,
    context: { targetingKey: 'bob' },
  })
  const shown = (): Promise<string[]> =>
    visit.page.evaluate(() =>
      [globalThis.sluice, globalThis.copy].map(
        ({ client }) =>
          `${client.peek('who', '–').value} ${client.peek('gate', '–').value} ${client.status().state}`,
      ),
    )
  expect(await shown()).toEqual(['ada open ready', 'bob open ready'])
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 5000 })
  await visit.page.evaluate(() => globalThis.copy.client.setOverride('gate', { value: 'forced' }))
  expect(await shown()).toEqual(['ada open ready', 'bob forced ready'])
  service.publish({ gate: 'wide' })
  await vi.waitFor(async () =>
    expect(await shown()).toEqual(['ada wide ready', 'bob forced ready']),
  )
  expect(service.streams.size).toBe(1)
  await visit.page.evaluate(() => globalThis.copy.client.close())
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 5000 })
  service.publish({ gate: 'shut' })
  await vi.waitFor(async () =>
    expect(await shown()).toEqual(['ada shut ready', 'bob forced closed']),
  )
})

it('keeps two client keys on one page apart, also in what the next page finds', async () => {
  const visit = await openPage()
  const keys = ['sluice_client_a', 'sluice_client_b']
  const ready = (): Promise<string[]> =>
    visit.page.evaluate(
      async ({ url, keys }) => {
        const clients = keys.map((clientKey) =>
          globalThis.sluice.create({ url, clientKey, context: { targetingKey: 'ada' } }),
        )
        await Promise.all(clients.map((client) => client.ready()))
        return clients.map((client) => client.peek('by', 'none').value)
      },
      { url: service.url, keys },
    )
  expect(await ready()).toEqual(keys)
  service.answer(status(503))
  await visit.page.reload()
  expect(await ready()).toEqual(keys)
})

it('heeds nothing that another release or a stranger says to its tabs', async () => {
  const visit = await openReadyPage()
  const tab = await openReadyPage({ beside: visit })
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 5000 })
  await tab.page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query()
    const channel = new BroadcastChannel(held[0]?.name ?? '')
    const context = JSON.stringify(globalThis.sluice.client.context())
    for (const word of [
      null,
      'hello',
      [],
      { v: 9, type: 'snapshot', flags: { gate: 'stolen' } },
      { quietMs: 1e12, context: 7, answer: { flags: {} } },
      { quietMs: 1000, context, answer: { flags: [null], bad: 5, version: -1 } },
      { quietMs: -1, greets: 'yes' },
      { greets: true, quietMs: {} },
    ])
      channel.postMessage(word)
    channel.close()
  })
  service.publish({ gate: 'wide' })
  await expectGate(visit, 'wide')
  await expectGate(tab, 'wide')
  expect(service.streams.size).toBe(1)
})

it('shares a browser with another release, whose words and cache nobody here understands', async () => {
  const visit = await openReadyPage({ hasClock: true })
  const other = await openReadyPage({ path: '/other-release', beside: visit })
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 5000 })
  service.publish({ gate: 'wide' })
  await expectGate(visit, 'wide')
  expect(await other.value()).toBe('open')
  // Nobody tells it of the change, so it asks by itself.
  await visit.pass(61_000)
  await expectGate(other, 'wide')

  await visit.frame.evaluate(() => {
    for (const key of Object.keys(localStorage))
      localStorage.setItem(key, '{"release":9,"contexts":{"ada":{"gate":"stolen"}}}')
  })
  expect(await visit.reopen()).toMatchObject({ state: 'ready', source: 'network' })
  expect(await visit.value()).toBe('wide')
  await visit.page.close()
  await vi.waitFor(() => expect(service.streams.size).toBe(1), { timeout: 3000 })
  service.publish({ gate: 'shut' })
  await expectGate(other, 'shut')
})
