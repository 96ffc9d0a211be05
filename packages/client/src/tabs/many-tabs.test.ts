import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimulatedBrowser, valueOf, type SimulatedTab } from '../../test/simulated-browser.ts'

const SECOND = 1000
const MINUTE = 60_000

/** Numbers in `[0, 1)` that a seed repeats. */
function chance(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function openTabs(count: number, seed = 7): [SimulatedBrowser, SimulatedTab[]] {
  const browser = new SimulatedBrowser(chance(seed))
  const tabs = Array.from({ length: count }, () => browser.open('ada'))
  browser.advance(5 * SECOND)
  return [browser, tabs]
}

const shown = (tab: SimulatedTab): unknown => tab.state.flags.get('flag')?.value
const leaders = (tabs: readonly SimulatedTab[]): SimulatedTab[] =>
  tabs.filter(({ state, isDead }) => !isDead && state.role === 'leading')

describe('ten tabs', () => {
  it('hold one stream, and the others say that it is shared', () => {
    const [, tabs] = openTabs(10)
    expect(leaders(tabs)).toHaveLength(1)
    expect(tabs.map(({ state }) => state.status.stream).toSorted()).toEqual([
      'open',
      ...Array.from({ length: 9 }, () => 'shared'),
    ])
  })

  it('learn of the one that leads as soon as they are opened', () => {
    const [browser] = openTabs(1)
    browser.advance(20 * SECOND)
    const tab = browser.open('ada')
    browser.advance(200)
    expect(tab.state.status.stream).toBe('shared')
  })

  it.each(['ada', 'bob'])(
    'tell one of %s whose first answer is older than what they have, and it asks again',
    (context) => {
      const [browser, tabs] = openTabs(3)
      browser.advance(20 * SECOND)
      browser.change()
      browser.advance(SECOND)
      const before = browser.fetches.length
      const tab = browser.open(context, 1)
      browser.advance(SECOND)
      expect(shown(tab)).toBe(valueOf(context, 2))
      expect(tabs.map(shown)).toEqual(tabs.map(() => valueOf('ada', 2)))
      expect(browser.fetches.length - before).toBe(2)
    },
  )

  it('tell one whose first answer is as new as theirs, and it asks no more', () => {
    const [browser] = openTabs(3)
    browser.advance(20 * SECOND)
    const before = browser.fetches.length
    browser.open('ada')
    browser.advance(5 * SECOND)
    expect(browser.fetches.length - before).toBe(1)
  })

  it('of one context fetch a change once, and all show it', () => {
    const [browser, tabs] = openTabs(10)
    browser.advance(MINUTE)
    const before = browser.fetches.length
    browser.change()
    browser.advance(SECOND)
    expect(tabs.map(shown)).toEqual(tabs.map(() => valueOf('ada', 2)))
    expect(browser.fetches.length - before).toBe(1)
  })

  it('of other contexts fetch a change for themselves, and not all at once', () => {
    const browser = new SimulatedBrowser(chance(3))
    const tabs = ['ada', 'bob', 'cyd', 'dan'].map((context) => browser.open(context))
    browser.advance(MINUTE)
    const before = browser.fetches.length
    browser.change()
    browser.advance(2 * SECOND)
    for (const tab of tabs) expect(shown(tab)).toBe(valueOf(tab.context, 2))
    const times = browser.fetches.slice(before).map(({ at }) => at)
    expect(new Set(times.map((at) => Math.round(at / 20))).size).toBeGreaterThan(2)
  })

  it.each([true, false])(
    'of other contexts see a change that does not concern the one that leads (versions told: %s)',
    (tellsVersion) => {
      const browser = new SimulatedBrowser(chance(5))
      Object.assign(browser, { tellsVersion, unconcerned: 'ada' })
      browser.open('ada')
      browser.advance(SECOND)
      const bob = browser.open('bob')
      browser.advance(MINUTE)
      browser.change()
      browser.advance(2 * SECOND)
      expect(shown(bob)).toBe(valueOf('bob', 2))
    },
  )

  it('rest while the one that leads is told of every change', () => {
    const [browser] = openTabs(10)
    browser.advance(MINUTE)
    const before = browser.fetches.length
    browser.advance(20 * MINUTE)
    // One asks every 4 to 5 min, to be sure; alone, ten would ask forty times and more.
    expect(browser.fetches.length - before).toBeLessThanOrEqual(6)
  })

  it('go on within three seconds when the one that leads is killed', () => {
    const [browser, tabs] = openTabs(10)
    const [leader] = leaders(tabs)
    browser.kill(leader as SimulatedTab)
    browser.change()
    browser.advance(3 * SECOND)
    const alive = tabs.filter(({ isDead }) => !isDead)
    expect(leaders(tabs)).toHaveLength(1)
    expect(alive.map(shown)).toEqual(alive.map(() => valueOf('ada', 2)))
  })

  it('see a change within two minutes when the one that leads hangs', () => {
    const [browser, tabs] = openTabs(3)
    const [leader] = leaders(tabs)
    ;(leader as SimulatedTab).isStalled = true
    browser.change()
    browser.advance(2 * MINUTE)
    const others = tabs.filter((tab) => tab !== leader)
    expect(others.map(shown)).toEqual(others.map(() => valueOf('ada', 2)))
  })

  it('let one that is looked at lead', () => {
    const [browser, tabs] = openTabs(3)
    const [leader] = leaders(tabs)
    browser.send(leader as SimulatedTab, { type: 'hidden' })
    browser.advance(3 * MINUTE)
    const [next] = leaders(tabs)
    expect(next).toBeDefined()
    expect(next).not.toBe(leader)
    browser.change()
    browser.advance(SECOND)
    expect(tabs.map(shown)).toEqual(tabs.map(() => valueOf('ada', 2)))
  })

  it('hold nothing when the page that leads is put away, and lead again after its return', () => {
    const [browser, [tab]] = openTabs(1) as [SimulatedBrowser, [SimulatedTab]]
    browser.send(tab, { type: 'gone' })
    expect(tab).toMatchObject({ isListening: false, hasChannel: false })
    browser.change()
    browser.advance(MINUTE)
    browser.send(tab, { type: 'visible' })
    browser.advance(SECOND)
    expect(tab.state.role).toBe('leading')
    expect(shown(tab)).toBe(valueOf('ada', 2))
  })

  it.each([1, 2, 3])('knock no oftener than one in an outage (%i)', (seed) => {
    const [browser, tabs] = openTabs(10, seed)
    browser.setUp(false)
    const before = browser.fetches.length
    for (let second = 0; second < 600; second += 5) {
      const tab = tabs[second % 10] as SimulatedTab
      browser.send(tab, { type: second % 2 === 0 ? 'visible' : 'online' })
      browser.advance(5 * SECOND)
    }
    expect(browser.fetches.length - before).toBeLessThanOrEqual(60)
    const later = browser.fetches.length
    browser.advance(30 * MINUTE)
    expect(browser.fetches.length - later).toBeLessThanOrEqual(60)
    expect(tabs.every(({ state }) => state.status.state === 'stale')).toBe(true)

    browser.setUp(true)
    browser.change()
    browser.advance(6 * MINUTE)
    expect(tabs.map(shown)).toEqual(tabs.map(() => valueOf('ada', 2)))
    expect(tabs.every(({ state }) => state.status.state === 'ready')).toBe(true)
  })
})

type Act = (browser: SimulatedBrowser) => void

const pick = (browser: SimulatedBrowser, index: number): SimulatedTab | undefined => {
  const alive = browser.tabs.filter(({ isDead }) => !isDead)
  return alive[index % Math.max(1, alive.length)]
}

const index = fc.nat(9)
const contexts = fc.constantFrom('ada', 'bob')
const act: fc.Arbitrary<Act> = fc.oneof(
  contexts.map((context) => (browser: SimulatedBrowser) => {
    if (browser.tabs.filter(({ isDead }) => !isDead).length < 6) browser.open(context)
  }),
  fc
    .tuple(index, fc.constantFrom('hidden', 'visible', 'gone', 'online', 'refresh', 'navigated'))
    .map(([at, type]) => (browser: SimulatedBrowser) => {
      const tab = pick(browser, at)
      if (tab) browser.send(tab, { type })
    }),
  fc.tuple(index, contexts).map(([at, context]) => (browser: SimulatedBrowser) => {
    const tab = pick(browser, at)
    // A client that is given its own context again does nothing.
    if (tab && tab.context !== context) browser.setContext(tab, context)
  }),
  index.map((at) => (browser: SimulatedBrowser) => {
    const tab = pick(browser, at)
    if (tab) browser.kill(tab)
  }),
  fc.boolean().map((isUp) => (browser: SimulatedBrowser) => browser.setUp(isUp)),
  fc.constant((browser: SimulatedBrowser) => browser.change()),
  fc
    .oneof(fc.nat(100), fc.nat(20 * SECOND), fc.nat(15 * MINUTE))
    .map((ms) => (browser: SimulatedBrowser) => browser.advance(ms)),
)

it('whatever happens to tabs and service, there is one stream at most, nobody sees what is another’s, and all come to show the latest', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(act, { maxLength: 40 }), (seed, acts) => {
      const browser = new SimulatedBrowser(chance(seed))
      browser.open('ada')
      for (const each of acts) each(browser)

      browser.setUp(true)
      const alive = browser.tabs.filter(({ isDead }) => !isDead)
      for (const tab of alive) browser.send(tab, { type: 'visible' })
      // A long outage may have to be waited out.
      browser.advance(6 * MINUTE)
      browser.change()
      browser.advance(3 * SECOND)
      for (const tab of alive) expect(shown(tab)).toBe(valueOf(tab.context, browser.version))
      expect(leaders(alive)).toHaveLength(alive.length > 0 ? 1 : 0)
    }),
    { numRuns: 300 },
  )
})
