import { expect, it } from 'vitest'
import { SimulatedPages, type SimulatedPage, type Weather } from '../../../test/simulated-pages.ts'
import { expectEachOnce, names } from '../../../test/told-once.ts'
import type { Row } from '../rows.ts'

const MINUTE = 60_000

it('delivers 80 events one after the other in at most 12 posts, each once', async () => {
  const browser = new SimulatedPages(1)
  const page = await browser.open()
  await browser.advance(2000)
  const told: string[] = []
  for (let i = 0; i < 80; i++) {
    page.client.track(`e${i}`)
    told.push(`e${i}`)
    await browser.advance(100)
  }
  await browser.advance(10_000)
  expectEachOnce(browser, told)
  expect(browser.posts.length).toBeLessThanOrEqual(12)
  expect([...browser.times.values()].every((times) => times === 1)).toBe(true)
  expect(browser.rows.size).toBe(0)
})

it.each<[Weather, string | undefined]>([
  [503, undefined],
  [429, '5'],
  ['offline', undefined],
])(
  'delivers 80 events in at most 12 posts when a minute of %s, %s comes in between',
  async (weather, retryAfter) => {
    for (let seed = 1; seed <= 40; seed++) {
      const browser = new SimulatedPages(seed)
      const page = await browser.open()
      await browser.advance(2000)
      browser.weather = weather
      browser.retryAfter = retryAfter
      const told = Array.from({ length: 80 }, (_, i) => `e${i}`)
      for (const name of told) page.client.track(name)
      await browser.advance(MINUTE)
      browser.weather = 'fair'
      await browser.advance(MINUTE)
      expectEachOnce(browser, told)
      expect([seed, browser.posts.length]).toEqual([seed, Math.min(12, browser.posts.length)])
      page.client.close()
    }
  },
)

it.each<Weather>(['offline', 'deaf', 'silent', 'portal', 408, 429, 500, 503])(
  'keeps what was recorded while the answer is %s, and knocks seldom',
  async (weather) => {
    const browser = new SimulatedPages(2)
    const page = await browser.open()
    await browser.advance(2000)
    browser.weather = weather
    const told: string[] = []
    for (let i = 0; i < 80; i++) {
      page.client.track(`e${i}`)
      told.push(`e${i}`)
      await browser.advance((10 * MINUTE) / 80)
    }
    expect(browser.posts.length).toBeLessThanOrEqual(60)
    const before = browser.posts.length
    await browser.advance(10 * MINUTE)
    expect(browser.posts.length - before).toBeLessThanOrEqual(20)
    browser.weather = 'fair'
    await browser.advance(6 * MINUTE)
    expectEachOnce(browser, told)
    expect(browser.rows.size).toBe(0)
  },
)

it.each([
  ['5', 5000, 10_000],
  ['0', 1000, 2000],
  ['1e12', 3_600_000, 3_630_000],
  ['Fri, 15 Jan 2027 08:00:31 GMT', 27_000, 61_000],
  // Of no use: its own pause.
  ['-1', 0, 1000],
  ['soon', 0, 1000],
])('waits with Retry-After %s for %d to %d ms', async (retryAfter, least, most) => {
  const browser = new SimulatedPages(3)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 429
  browser.retryAfter = retryAfter
  page.client.track('e')
  await browser.advance(most + 1000)
  const [first, second] = browser.posts.map(({ at }) => at)
  // Up to 100 ms for the answer.
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(least)
  expect((second ?? 0) - (first ?? 0)).toBeLessThanOrEqual(most + 100)
})

it('comes again at a moment of its own, after all were told the same', async () => {
  const pausesMs = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (seed) => {
      const browser = new SimulatedPages(seed)
      const page = await browser.open()
      await browser.advance(2000)
      browser.weather = 429
      browser.retryAfter = '30'
      page.client.track('e')
      await browser.advance(61_000)
      const [first = 0, second = 0] = browser.posts.map(({ at }) => at)
      return second - first
    }),
  )
  expect(Math.max(...pausesMs) - Math.min(...pausesMs)).toBeGreaterThan(10_000)
})

it('asks seldom after a refusal that only people can mend, and recovers without a reload', async () => {
  const browser = new SimulatedPages(4)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 401
  page.client.track('e')
  await browser.advance(140_000)
  expect(browser.posts).toHaveLength(1)
  // Coming back to the tab does not mend a key.
  page.page('visible')
  page.page('online')
  await browser.advance(1000)
  expect(browser.posts).toHaveLength(1)
  browser.weather = 'fair'
  await browser.advance(5 * MINUTE)
  expectEachOnce(browser, ['e'])
})

it('delivers after a day without the service, and knocks at most twice a minute', async () => {
  const browser = new SimulatedPages(5)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  page.client.track('first')
  await browser.advance(24 * 60 * MINUTE)
  expect(browser.posts.length).toBeLessThanOrEqual(60 + 2 * (24 * 60 - 10))
  page.client.track('last')
  browser.weather = 'fair'
  page.page('online')
  await browser.advance(31_000)
  expectEachOnce(browser, ['first', 'last'])
})

it('knocks no oftener when somebody comes and goes all the time', async () => {
  const browser = new SimulatedPages(10)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  page.client.track('e')
  for (let second = 0; second < 600; second++) {
    page.page('hidden')
    page.page('visible')
    page.page('online')
    await browser.advance(1000)
  }
  expect(browser.posts.length).toBeLessThanOrEqual(60)
  browser.weather = 'fair'
  await browser.advance(6 * MINUTE)
  expectEachOnce(browser, ['e'])
})

it('leaves to a tab that lives what it has under way', async () => {
  const browser = new SimulatedPages(11)
  const told: string[] = []
  for (let tab = 0; tab < 5; tab++) {
    const { client } = await browser.open()
    await browser.advance(500)
    for (let i = 0; i < 5; i++) {
      client.track(`e${told.length}`)
      told.push(`e${told.length}`)
      await browser.advance(10)
    }
    // The next tab comes while the posts of this one are on their way.
  }
  await browser.advance(20_000)
  expectEachOnce(browser, told)
  expect([...browser.times.values()].every((times) => times === 1)).toBe(true)
})

it('lets one of ten tabs try for all while the service fails', async () => {
  const browser = new SimulatedPages(6)
  const pages: SimulatedPage[] = []
  while (pages.length < 10) pages.push(await browser.open())
  await browser.advance(2000)
  browser.weather = 503
  const told = pages.map((_, index) => `e${index}`)
  for (const [index, { client }] of pages.entries()) client.track(told[index] ?? '')
  await browser.advance(10 * MINUTE)
  // One each before anybody knows, and the tries of one.
  expect(browser.posts.length).toBeLessThanOrEqual(10 + 60)
  browser.weather = 'fair'
  await browser.advance(6 * MINUTE)
  expectEachOnce(browser, told)
})

it('sends fewer at a time what is too large for the service, and more again later', async () => {
  const browser = new SimulatedPages(7)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 413
  const told = Array.from({ length: 40 }, (_, index) => `e${index}`)
  for (const name of told) page.client.track(name)
  await browser.advance(10_000)
  // Three at a time pass.
  expect(Math.max(...browser.posts.slice(-3).map(({ events }) => events))).toBeLessThanOrEqual(6)
  browser.weather = 'fair'
  await browser.advance(10_000)
  expectEachOnce(browser, told)
})

it.each([
  ['makes the service refuse a whole batch', 'poison'],
  ['is left out of what the service says it has', 'swallowed'],
] as const)('finds what %s, gives up that alone, and goes on', async (_what, kind) => {
  const browser = new SimulatedPages(12)
  const page = await browser.open()
  await browser.advance(2000)
  browser[kind].add('e7').add('e20')
  const told = Array.from({ length: 40 }, (_, index) => `e${index}`)
  for (const name of told) page.client.track(name)
  await browser.advance(15_000)
  expectEachOnce(
    browser,
    told.filter((name) => !browser[kind].has(name)),
  )
  page.client.track('later')
  await browser.advance(15_000)
  expect(names(browser)).toContain('later')
  expect(browser.posts.length).toBeLessThanOrEqual(40)
  expect(browser.rows.size).toBe(0)
  const dropped = [...browser.accepted.values()].flatMap((event) =>
    event.type === 'dropped' ? [[event.reason, event.count] as const] : [],
  )
  expect(dropped.every(([reason]) => reason === 'refused')).toBe(true)
  expect(dropped.reduce((sum, [, count]) => sum + count, 0)).toBe(2)
})

it.each<Weather>(['too large', 'unreadable', 'short'])(
  'loses nothing where every post, or its answer, is %s, knocks seldom and says so',
  async (weather) => {
    const browser = new SimulatedPages(14)
    const errors: string[] = []
    const page = await browser.open()
    page.client.onError(({ code }) => errors.push(code))
    await browser.advance(2000)
    browser.weather = weather
    const told = Array.from({ length: 40 }, (_, index) => `e${index}`)
    for (const name of told) page.client.track(name)
    await browser.advance(10 * MINUTE)
    expect(browser.posts.length).toBeLessThanOrEqual(60)
    expect(errors).toEqual(['EVENTS_NOT_SENT'])
    const before = browser.posts.length
    await browser.advance(60 * MINUTE)
    expect(browser.posts.length - before).toBeLessThanOrEqual(120)
    browser.weather = 'fair'
    await browser.advance(6 * MINUTE)
    expectEachOnce(browser, told)
    expect([...browser.accepted.values()].filter(({ type }) => type === 'dropped')).toEqual([])
    expect(browser.rows.size).toBe(0)
  },
)

it.each([
  ['taken', 'picky'],
  ['refused', 'naming'],
] as const)(
  'makes no report of a report that is lost itself, where nothing in a batch that is %s passes',
  async (_what, weather) => {
    const browser = new SimulatedPages(15)
    const page = await browser.open()
    await browser.advance(2000)
    browser.weather = weather
    for (let i = 0; i < 10; i++) {
      page.client.track(`e${i}`)
      await browser.advance(1000)
    }
    await browser.advance(MINUTE)
    const before = browser.posts.length
    expect(before).toBeLessThanOrEqual(40)
    await browser.advance(10 * MINUTE)
    expect(browser.posts).toHaveLength(before)
    expect(browser.rows.size).toBe(0)
  },
)

it.each<[string, NonNullable<Parameters<SimulatedPage['client']['track']>[1]>]>([
  ['a value beyond 2^53', { value: 1e20 }],
  ['an id of 18 digits as a number', { properties: { order: Number('123456789012345678') } }],
  ['a name that no event may have', { properties: { ['__proto__']: 'x' } }],
])('refuses %s at once, since the service would', async (_what, outcome) => {
  const browser = new SimulatedPages(13)
  const page = await browser.open()
  await browser.advance(2000)
  page.client.track('bad', outcome)
  page.client.track('good', { value: Number.MAX_SAFE_INTEGER })
  await browser.advance(10_000)
  expectEachOnce(browser, ['good'])
})

it('gives up outcomes before exposures, the oldest first, and tells how many of what', async () => {
  const browser = new SimulatedPages(8)
  const flags = Array.from({ length: 200 }, (_, index) => `f${index}`)
  const page = await browser.open()
  const { client } = page
  await browser.advance(2000)
  browser.weather = 503
  for (const flag of flags) client.setOverride(flag, { variant: 'on', value: 'x' })
  for (const flag of flags) client.expose(client.peek(flag, ''))
  // 5 MiB are some 1300 of these.
  for (let i = 0; i < 2000; i++) {
    client.track(`e${i}`, { properties: { text: 'x'.repeat(3900) } })
    if (i % 100 === 0) await browser.advance(10)
  }
  await browser.advance(1000)
  browser.weather = 'fair'
  await browser.advance(10 * MINUTE)
  const has = names(browser)
  const exposures = [...browser.accepted.values()].filter(({ type }) => type === 'exposure')
  const dropped = [...browser.accepted.values()].flatMap((event) =>
    event.type === 'dropped' ? [[event.reason, event.count] as const] : [],
  )
  expect(exposures).toHaveLength(200)
  expect(has).toContain('e1999')
  expect(has).not.toContain('e0')
  expect(new Set(dropped.map(([reason]) => reason))).toEqual(new Set(['queue_full']))
  expect(has.length + dropped.reduce((sum, [, count]) => sum + count, 0)).toBe(2000)
})

it('sends a beacon with the key in it when the page goes and keepalive is used up', async () => {
  const browser = new SimulatedPages(9)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  page.client.track('last words')
  page.page('gone')
  await browser.advance(100)
  expect(browser.beacons.map(({ url, body }) => [url, JSON.parse(body) as unknown])).toMatchObject([
    ['http://flags.test/v1/events', { key: 'k', events: [{ name: 'last words' }] }],
  ])
})

it.each([
  ['nothing', {}],
  ['a text', { events: 'old' }],
  ['null', { events: null }],
  ['what is no text', { events: [null, 5, { id: 'x' }, []] }],
])('delivers what was left beside a row that holds %s, and removes that', async (_, row) => {
  const browser = new SimulatedPages(6)
  const left = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  left.client.track('old')
  await browser.advance(100)
  browser.leave(left)
  browser.rows.set('c', { key: 'c', session: 'gone', ...row } as unknown as Row)
  browser.weather = 'fair'
  await browser.open()
  await browser.advance(20_000)
  expectEachOnce(browser, ['old'])
  expect(browser.rows.size).toBe(0)
})

it('stores what waits once a full database has room again, and tries that seldom', async () => {
  const browser = new SimulatedPages(7)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  browser.isFull = true
  page.client.track('while it was full')
  await browser.advance(10 * MINUTE)
  expect(page.client.status().storage).toBe('memory')
  expect(browser.opened).toBeLessThanOrEqual(12)
  expect(browser.connections).toBeLessThanOrEqual(1)
  browser.isFull = false
  await browser.advance(MINUTE)
  expect(page.client.status().storage).toBe('local')
  browser.leave(page)
  browser.weather = 'fair'
  await browser.open()
  await browser.advance(20_000)
  expectEachOnce(browser, ['while it was full'])
})

it('opens nothing any more after a withdrawal while the database is full', async () => {
  const browser = new SimulatedPages(8)
  const page = await browser.open()
  await browser.advance(2000)
  browser.weather = 'offline'
  browser.isFull = true
  page.client.track('gone')
  await browser.advance(2000)
  page.client.setConsent('denied')
  const { opened } = browser
  browser.isFull = false
  await browser.advance(5 * MINUTE)
  expect(browser.opened).toBe(opened)
  expect(browser.rows.size).toBe(0)
})
