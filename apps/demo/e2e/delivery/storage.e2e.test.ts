import { expect, it, vi } from 'vitest'
import { refusing } from './support/collector.ts'
import {
  collector,
  expectTaken,
  namesFor,
  newProfile,
  openPage,
  openReadyPage,
  pass,
  site,
  type DeliveryPage,
} from './support/delivery-stage.ts'

/** Opens a page on which something was done to the browser first. */
async function openPrepared(prepare: () => void): Promise<DeliveryPage> {
  const context = await newProfile()
  await context.addInitScript(prepare)
  const visit = await openPage(context)
  await visit.open()
  return visit
}

it('delivers from a frame that is denied storage, cookies, databases and locks', async () => {
  const visit = await openPage(await newProfile(), '/sandboxed')
  await visit.open()
  const names = namesFor('sandboxed', 10)
  await visit.track(names)
  await expectTaken(names)
  expect(await visit.storage()).toBe('memory')
})

it.each<[string, () => void]>([
  [
    'never opens',
    () => {
      IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest
    },
  ],
  [
    'is denied',
    () => {
      Object.defineProperty(globalThis, 'indexedDB', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    },
  ],
  [
    'takes nothing',
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    },
  ],
])('delivers from memory while the database %s, and says so', async (_, prepare) => {
  const visit = await openPrepared(prepare)
  const names = namesFor('memory', 10)
  collector.answer(refusing(503))
  await visit.track(names.slice(0, 5))
  await vi.waitFor(async () => expect(await visit.storage()).toBe('memory'), { timeout: 5000 })
  collector.answer()
  await visit.track(names.slice(5))
  await expectTaken(names, 20_000)
})

it('stores again when a database that closed can be opened', async () => {
  const context = await newProfile()
  await context.addInitScript(() => {
    const { transaction } = IDBDatabase.prototype
    // As a browser does that wants its space back.
    IDBDatabase.prototype.transaction = function start(...given) {
      if ('closesNow' in globalThis) {
        delete (globalThis as { closesNow?: true }).closesNow
        this.close()
      }
      return transaction.apply(this, given)
    }
  })
  const visit = await openPage(context)
  await visit.open()
  collector.answer(refusing(503))
  await visit.frame.evaluate(() => void Object.assign(globalThis, { closesNow: true }))
  const names = namesFor('closed', 10)
  await visit.track(names)
  await vi.waitFor(async () => expect(await visit.storage()).toBe('local'))
  await visit.page.waitForTimeout(200)
  await visit.page.close()
  collector.answer()
  await openReadyPage(context)
  await expectTaken(names)
})

it('stores again what waits once an origin that was full has room', async () => {
  const context = await newProfile()
  const visit = await openPage(context)
  await visit.page.clock.install()
  await visit.page.reload()
  await visit.page.waitForFunction(() => 'sluice' in globalThis)
  await visit.open()
  const { origin } = new URL(site.url)
  const session = await context.newCDPSession(visit.page)
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 })
  collector.answer(refusing(503))
  const names = namesFor('quota', 20)
  await visit.track(names, 3000)
  await vi.waitFor(async () => {
    await pass(visit.page, 1000, 500)
    expect(await visit.storage()).toBe('memory')
  })
  await session.send('Storage.overrideQuotaForOrigin', { origin })
  await pass(visit.page, 120_000, 5000)
  expect(await visit.storage()).toBe('local')
  await visit.page.close()
  collector.answer()
  await openReadyPage(context)
  await expectTaken(names)
})

it('lets a later release change the database, and loses nothing', async () => {
  const context = await newProfile()
  const visit = await openReadyPage(context)
  collector.answer(refusing(503))
  await visit.track(['before'])
  const other = await openPage(context)
  const left = await other.page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases()
    return new Promise<number>((resolve, reject) => {
      const request = indexedDB.open(name, 2)
      request.onblocked = () => reject(new Error('blocked'))
      request.onsuccess = () => {
        const all = request.result.transaction('rows').objectStore('rows').getAll()
        all.onsuccess = () => resolve(all.result.length)
      }
    })
  })
  // The later release has what waited; it will send it too.
  expect(left).toBe(1)
  await visit.track(['after'])
  await vi.waitFor(async () => expect(await visit.storage()).toBe('memory'))
  collector.answer()
  await expectTaken(['before', 'after'], 20_000)
})

it.each([1000, 5000, 100_000])(
  'gives up the least of a flood of 100,000, %d a task, and says exactly how many',
  async (size) => {
    const visit = await openReadyPage()
    collector.answer(refusing(503))
    const { longestMs } = await visit.frame.evaluate(async (size) => {
      const { client } = globalThis.sluice
      let longestMs = 0
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration)
      }).observe({ type: 'longtask' })
      for (let burst = 0; burst < 100_000 / size; burst++) {
        for (let i = 0; i < size; i++) client.track(`flood ${burst * size + i}`)
        if (burst === 0) client.expose(client.peek('cta-control', ''))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return { longestMs }
    }, size)
    collector.answer()
    await vi.waitFor(
      () => {
        const given = collector.of('dropped').reduce((sum, { count = 0 }) => sum + count, 0)
        expect(collector.names().length + given).toBe(100_000)
      },
      { timeout: 40_000, interval: 100 },
    )
    // Ten thousand wait, those of the last task may be twice as many, and some leave meanwhile.
    expect(collector.names().length).toBeLessThanOrEqual(20_500)
    expect(collector.of('dropped').every(({ reason }) => reason === 'queue_full')).toBe(true)
    // What people saw is worth more than what they did.
    expect(collector.of('exposure')).toHaveLength(1)
    // Far from it, even where seven others use the machine; a hundred thousand calls are a task of their own.
    expect(longestMs).toBeLessThan(size > 5000 ? 1000 : 300)
  },
)

it('refuses what no event can carry, and throws at nobody', async () => {
  const visit = await openReadyPage()
  const threw = await visit.frame.evaluate(() => {
    const { client } = globalThis.sluice
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    let deep: unknown = 1
    for (let depth = 0; depth < 10_000; depth++) deep = { deep }
    const hostile: unknown[] = [
      'x'.repeat(10_000_000),
      circular,
      deep,
      10n,
      Symbol('x'),
      () => 1,
      NaN,
      new Date(),
      null,
      '\ud800',
      Array.from({ length: 65 }, () => 'x'),
      [1],
    ]
    const tries: (() => void)[] = [
      ...hostile.map((value) => () => client.track('hostile', { properties: { value } as never })),
      () =>
        client.track('hostile', {
          get properties(): never {
            throw new Error('getter')
          },
        }),
      () =>
        client.track('hostile', {
          properties: Object.defineProperty({}, 'x', {
            enumerable: true,
            get() {
              throw new Error('getter')
            },
          }),
        }),
      () =>
        client.track('hostile', {
          properties: new Proxy(
            {},
            {
              ownKeys() {
                throw new Error('trap')
              },
            },
          ),
        }),
      () => client.track('hostile', { value: Infinity }),
      () => client.track('hostile', { value: '1' as never }),
      () => client.track(''),
      () => client.track('\ud800'),
      () => client.track('x'.repeat(257)),
      () => client.track(Symbol('x') as never),
      () =>
        client.track({
          toString: () => {
            throw new Error('no')
          },
        } as never),
      () => client.track(undefined as never),
      // Twenty properties that are fine each, and too much together.
      () =>
        client.track('hostile', {
          properties: Object.fromEntries(
            Array.from({ length: 20 }, (_, index) => [`p${index}`, 'x'.repeat(1000)]),
          ),
        }),
    ]
    return tries.filter((attempt) => {
      try {
        attempt()
        return false
      } catch {
        return true
      }
    }).length
  })
  expect(threw).toBe(0)
  await visit.track(['fine'])
  await visit.page.waitForTimeout(1000)
  await visit.track(['and well'])
  await vi.waitFor(
    () => {
      const given = new Map(collector.of('dropped').map(({ reason, count }) => [reason, count]))
      expect(collector.names()).toEqual(['fine', 'and well'])
      expect(given).toEqual(
        new Map([
          ['invalid', 23],
          ['too_large', 1],
        ]),
      )
    },
    { timeout: 10_000 },
  )
})

it('delivers once a tab that was offline for an hour is back', async () => {
  const context = await newProfile()
  const visit = await openPage(context)
  await visit.page.clock.install()
  await visit.page.reload()
  await visit.page.waitForFunction(() => 'sluice' in globalThis)
  await visit.open()
  await context.setOffline(true)
  const names = namesFor('offline', 20)
  await visit.track(names, 100)
  await pass(visit.page, 3_600_000, 60_000)
  await context.setOffline(false)
  // After so long there is one try in half a minute, whoever asks.
  await pass(visit.page, 32_000)
  await expectTaken(names)
})
