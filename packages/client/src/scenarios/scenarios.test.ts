import { SluiceError, type JsonValue } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { start, world } from '../../test/page.ts'
import type { SluiceClient } from '../index.ts'
import { createLocalClient } from '../local.ts'
import type { Override } from '../state.ts'
import {
  applyScenario,
  formatScenario,
  parseScenario,
  saveScenario,
  scenarioFromLink,
  scenarioFromText,
  scenarioLink,
  withoutScenario,
  type Scenario,
} from '../scenarios.ts'

const SCENARIO: Scenario = {
  version: 1,
  name: 'Urgent, abroad – 🚚',
  overrides: {
    'checkout-cta': { value: 'Only 2 left', variant: 'urgent' },
    'new-checkout': { variant: 'on' },
  },
  context: { targetingKey: 'ada', country: 'NO' },
  settings: { theme: 'dark', isShy: true },
  status: 'stale',
}

function faultsOf(data: unknown): string[] {
  try {
    parseScenario(data)
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'INVALID_SCENARIO') throw error
    return error.faults.map(({ path, message }) => `${path} ${message}`)
  }
  throw new Error('It was taken.')
}

describe('a scenario', () => {
  it('comes back from its file as it was', () => {
    const text = formatScenario(SCENARIO)
    expect(parseScenario(text)).toEqual(SCENARIO)
    expect(formatScenario(parseScenario(text))).toBe(text)
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('comes back from its file where it forces as many flags as there are', () => {
    const overrides = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`f${index}`, { value: true, variant: 'on' }]),
    )
    const scenario: Scenario = { version: 1, name: 'all of them', overrides }
    expect(parseScenario(formatScenario(scenario))).toEqual(scenario)
  })

  it('is refused with every fault and its place', () => {
    expect(
      faultsOf({
        version: 2,
        name: ' ',
        more: 1,
        context: [],
        settings: 'dark',
        status: 'crashing',
        overrides: { a: 5, b: {}, c: { variant: 7 }, d: { value: 1, force: true } },
      }),
    ).toEqual([
      '$.more There is no such field.',
      '$.version Write 1; another version needs another release of Sluice.',
      '$.name Give it a name.',
      '$.context An evaluation context is an object.',
      '$.settings Settings are an object.',
      '$.status Write one of starting, ready, stale, offline, unauthorized.',
      '$.overrides.a An override is an object.',
      '$.overrides.b Give a value, a variant, or both.',
      '$.overrides.c.variant A variant is a string.',
      '$.overrides.d.force No such field.',
    ])
  })

  const circular: Record<string, unknown> = { ...SCENARIO }
  circular['self'] = circular
  it.each([
    ['no JSON', '{bad'],
    ['null', 'null'],
    ['a list', []],
    ['a circle', circular],
    ['what is too long', { ...SCENARIO, name: 'x'.repeat(1_100_000) }],
    ['a text that is too long', ' '.repeat(1_100_000)],
    [
      'what is too deep',
      `{"version":1,"name":"x","context":${'{"a":'.repeat(99)}1${'}'.repeat(100)}`,
    ],
  ])('is not %s', (_, data) => {
    expect(faultsOf(data)).toHaveLength(1)
  })

  it('comes back from its file with all that somebody forces at once', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `a-gate-of-some-length-${index}`)
    const overrides = Object.fromEntries(
      keys.map((key) => [key, { value: true, variant: 'on' }] as const),
    )
    const scenario = { version: 1, name: 'all', overrides } as const
    const text = formatScenario(scenario)
    expect(text.length).toBeGreaterThan(800_000)
    expect(parseScenario(text)).toEqual(scenario)
  })

  it('that could not be opened again is not saved, and says so', () => {
    const client = createLocalClient({ values: {} })
    client.setOverride('poem', { value: 'x'.repeat(1_100_000) })
    const refused = expect.objectContaining({
      code: 'SCENARIO_TOO_LARGE',
      message: expect.stringMatching(
        /^"mine" takes 110\d{4} characters, and 1048576 at most can be opened again\. Force less at once\.$/,
      ) as string,
    }) as Error
    expect(() => saveScenario(client, 'mine')).toThrow(refused)
    const overrides = { poem: { value: 'x'.repeat(1_100_000) } }
    const scenario = { version: 1, name: 'mine', overrides } as const
    expect(() => formatScenario(scenario)).toThrow(refused)
    expect(() => scenarioLink(scenario, 'https://shop.example/')).toThrow(refused)
  })

  const NESTED = JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`) as JsonValue
  it.each<[what: string, name: string, override: Override, sentence: string]>([
    ['without a name', ' ', { value: 1 }, '$.name: Give it a name.'],
    ['too deep', 'x', { value: NESTED }, 'Values nest no deeper than 64.'],
    ['of nothing', 'x', {}, '$.overrides.a: Give a value, a variant, or both.'],
    ['no JSON', 'x', { value: 10n as never }, 'JSON cannot carry it.'],
  ])('that could not be opened again because it is %s is not saved', (_, name, override, what) => {
    const refused = expect.objectContaining({
      code: 'INVALID_SCENARIO',
      message: expect.stringContaining(what) as string,
    }) as Error
    const client = createLocalClient({ values: { a: true } })
    client.setOverride('a', override)
    expect(() => saveScenario(client, name)).toThrow(refused)
    const scenario: Scenario = { version: 1, name, overrides: { a: override } }
    expect(() => formatScenario(scenario)).toThrow(refused)
    expect(() => scenarioLink(scenario, 'https://shop.example/')).toThrow(refused)
  })

  it('is read from a file that begins with a byte order mark', () => {
    expect(parseScenario(`\uFEFF${formatScenario(SCENARIO)}`)).toEqual(SCENARIO)
  })

  it('takes no prototype for a flag', () => {
    const scenario = parseScenario(
      '{"version":1,"name":"x","overrides":{"__proto__":{"value":1},"constructor":{"value":2}}}',
    )
    const client = createLocalClient()
    applyScenario(client, scenario)
    expect(client.peek('constructor', 0).value).toBe(2)
    expect(client.peek('toString', 'default').value).toBe('default')
    expect(({} as Record<string, unknown>)['value']).toBeUndefined()
  })
})

describe('a link', () => {
  it.each([
    'https://shop.example/a?b=c',
    'https://shop.example/a#top',
    'https://shop.example/#/route',
    'https://shop.example/#/route?page=2',
    'https://shop.example/#!/route',
  ])('carries a scenario to %s and leaves the rest alone', (address) => {
    const link = scenarioLink(SCENARIO, address)
    expect(scenarioFromLink(link)).toEqual(SCENARIO)
    expect(new URL(link).search).toBe(new URL(address).search)
    expect(withoutScenario(link)).toBe(address)
  })

  it.each([
    ['', '#sluice='],
    ['#top', '#top&sluice='],
    ['#/', '#/?sluice='],
    ['#/route', '#/route?sluice='],
    ['#!/route', '#!/route?sluice='],
    ['#/route?page=2', '#/route?page=2&sluice='],
  ])('stands behind a route in %j as its last parameter', (fragment, before) => {
    const { hash } = new URL(scenarioLink(SCENARIO, `https://shop.example/${fragment}`))
    expect(hash.replace(/(?<==)[\w-]{40,}$/, '')).toBe(before)
  })

  it('is found where it was added to a route in another way', () => {
    const payload = scenarioLink(SCENARIO, 'https://shop.example/').split('#')[1] ?? ''
    for (const [fragment, rest] of [
      [`#/route&${payload}`, '#/route'],
      [`#/route#${payload}`, '#/route'],
      [`#?${payload}`, ''],
      [`#/route?${payload}&page=2`, '#/route?page=2'],
    ] as const) {
      const address = `https://shop.example/${fragment}`
      expect(scenarioFromLink(address)).toEqual(SCENARIO)
      expect(withoutScenario(address)).toBe(`https://shop.example/${rest}`)
    }
  })

  it('holds one scenario, the last', () => {
    const once = scenarioLink(SCENARIO, 'https://shop.example/#top')
    const twice = scenarioLink({ version: 1, name: 'other' }, once)
    expect(scenarioFromLink(twice)?.name).toBe('other')
    expect(withoutScenario(twice)).toBe('https://shop.example/#top')
  })

  it('leaves no other scenario behind that somebody has written beside it', () => {
    const address = 'https://shop.example/#sluice=a&top&sluice=b&sluice=c&end'
    expect(withoutScenario(address)).toBe('https://shop.example/#top&end')
    expect(scenarioFromLink(scenarioLink(SCENARIO, address))).toEqual(SCENARIO)
  })

  it.each(['https://shop.example/?a=1&sluice=off', 'https://shop.example/?sluice=off#top'])(
    'is none in the query of %s',
    (address) => {
      expect(scenarioFromLink(address)).toBeUndefined()
      expect(withoutScenario(address)).toBe(address)
      const link = scenarioLink(SCENARIO, address)
      expect(scenarioFromLink(link)).toEqual(SCENARIO)
      expect(withoutScenario(link)).toBe(address)
    },
  )

  it.each(['#', '&', '#sluic', '?sluice'])(
    'that repeats %s for as long as an address can be is read at once',
    (part) => {
      const address = `https://shop.example/#${part.repeat(100_000 / part.length)}x`
      const before = process.threadCpuUsage().user
      expect(scenarioFromLink(address)).toBeUndefined()
      expect(withoutScenario(address)).toBe(address)
      expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(500)
    },
  )

  it('without a scenario has none', () => {
    expect(scenarioFromLink('https://shop.example/#top')).toBeUndefined()
    expect(withoutScenario('https://shop.example/#top')).toBe('https://shop.example/#top')
  })

  it.each([
    '#sluice=',
    '#sluice=%%%',
    '#sluice=bm9wZQ',
    '#sluice=_w',
    `#sluice=${'A'.repeat(99_999)}`,
  ])('that was damaged says so (%.20s)', (hash) => {
    expect(() => scenarioFromLink(`https://shop.example/${hash}`)).toThrow(
      expect.objectContaining({ code: 'INVALID_SCENARIO' }),
    )
  })

  it('is refused when it would be too long for one', () => {
    const scenario = { ...SCENARIO, context: { note: 'x'.repeat(20_000) } }
    expect(() => scenarioLink(scenario, 'https://shop.example/')).toThrow(/Keep it in a file/)
  })
})

describe('a client', () => {
  it('is put into a scenario, and back', async () => {
    const client = start({ context: { targetingKey: 'bob' } })
    await world.request().answer(bulk({ 'new-checkout': false, 'checkout-cta': 'Buy' }))
    client.setOverride('other', { value: 1 })
    const undo = applyScenario(client, SCENARIO)
    expect(client.context()).toMatchObject({ targetingKey: 'ada', country: 'NO' })
    expect(client.peek('checkout-cta', '').value).toBe('Only 2 left')
    expect(client.peek('other', 0).value).toBe(0)
    undo()
    expect(client.context()['targetingKey']).toBe('bob')
    expect(client.peek('other', 0).value).toBe(1)
    expect(client.overrides().size).toBe(1)
  })

  it('is put back once, and not to somebody who has left since', async () => {
    const client = start({ context: { targetingKey: 'bob' } })
    await world.request().answer(bulk({ 'new-checkout': false, 'checkout-cta': 'Buy' }))
    const undo = applyScenario(client, SCENARIO)
    void client.setContext({ targetingKey: 'carl' })
    undo()
    expect(client.context()['targetingKey']).toBe('carl')
    expect(client.overrides().size).toBe(0)
    client.setOverride('other', { value: 1 })
    undo()
    expect(client.overrides().size).toBe(1)
  })

  it('knows what on and off stand for, and the variant that it holds', async () => {
    const client = start()
    await world.request().answer(bulk({ 'new-checkout': false, cta: 'Buy' }))
    applyScenario(client, {
      version: 1,
      name: 'x',
      overrides: {
        'new-checkout': { variant: 'on' },
        cta: { variant: 'v-Buy' },
        a: { variant: 'b' },
      },
    })
    expect(client.peek('new-checkout', false)).toMatchObject({ value: true, variant: 'on' })
    expect(client.peek('cta', '')).toMatchObject({ value: 'Buy', variant: 'v-Buy' })
    expect(client.peek('a', 'mine')).toMatchObject({ value: 'mine', variant: 'b' })
  })

  const FORCED: Scenario = {
    version: 1,
    name: 'x',
    overrides: { gate: { variant: 'on' }, cta: { variant: 'v-Buy' }, text: { variant: 'on' } },
    context: { targetingKey: 'qa' },
  }
  const SERVED = { gate: false, cta: 'Buy', text: 'closed' }
  const read = (client: SluiceClient): unknown[] => [
    client.peek('gate', false).value,
    client.peek('cta', 'default').value,
    client.peek('text', 'default').value,
  ]

  it('opens a scenario before the first answer as it does with every later visit', async () => {
    const first = start()
    applyScenario(first, FORCED)
    expect(read(first)).toEqual([true, 'default', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(first)).toEqual([true, 'Buy', 'default'])
    first.close()
    const second = start()
    applyScenario(second, FORCED)
    expect(read(second)).toEqual([true, 'Buy', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(second)).toEqual([true, 'Buy', 'default'])
  })

  it('opens a scenario with another context on a page that has settled', async () => {
    const client = start()
    await world.request().answer(bulk(SERVED))
    applyScenario(client, FORCED)
    expect(read(client)).toEqual([true, 'default', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(client)).toEqual([true, 'Buy', 'default'])
  })

  it('leaves alone what somebody forces after a scenario, and nothing is left of one taken back', async () => {
    const client = start()
    const undo = applyScenario(client, { ...FORCED, context: undefined } as never)
    client.removeOverride('gate')
    client.setOverride('cta', { value: 'mine', variant: 'v-Buy' })
    await world.request().answer(bulk(SERVED))
    expect(read(client)).toEqual([false, 'mine', 'default'])
    undo()
    void client.refresh()
    await world.request().answer(bulk({ ...SERVED, gate: true }, { version: 2 }))
    expect(client.overrides().size).toBe(0)
  })

  it('without a service opens a gate of which it holds nothing', () => {
    const client = createLocalClient({ scenario: FORCED })
    expect(read(client)).toEqual([true, 'default', 'default'])
  })

  it('saves what it forces, and the context only when asked to', () => {
    const client = start({ context: { targetingKey: 'ada', email: 'ada@acme.example' } })
    client.setOverride('a', { value: { b: 1 }, variant: 'x' })
    const saved = saveScenario(client, 'mine')
    expect(saved).toEqual({
      version: 1,
      name: 'mine',
      overrides: { a: { value: { b: 1 }, variant: 'x' } },
    })
    expect(parseScenario(formatScenario(saved))).toEqual(saved)
    expect(saveScenario(client, 'mine', { context: true }).context).toMatchObject({
      email: 'ada@acme.example',
    })
  })

  it('without a service shows how an application looks without one', async () => {
    const values = { 'new-checkout': false }
    const stale = createLocalClient({ values, scenario: SCENARIO })
    expect(stale.status()).toMatchObject({ state: 'stale', source: 'bootstrap' })
    expect(stale.peek('new-checkout', false).value).toBe(true)
    expect(stale.context()).toMatchObject({ country: 'NO' })

    const offline = createLocalClient({ values, status: 'offline' })
    expect(offline.peek('new-checkout', true)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' })
    expect(await offline.ready()).toMatchObject({ state: 'offline' })

    const starting = createLocalClient({ values, status: 'starting' })
    let isReady = false
    void starting.ready().then(() => (isReady = true))
    await Promise.resolve()
    expect(isReady).toBe(false)
    starting.update({ values })
    await starting.ready()
    expect(starting.peek('new-checkout', true)).toMatchObject({ value: false, reason: 'STATIC' })
  })
})

describe('a scenario that is pasted', () => {
  it('is a link, its fragment, or the text of a file', () => {
    const link = scenarioLink(SCENARIO, 'https://shop.example/cart#top')
    for (const text of [link, ` ${link}\n`, new URL(link).hash, formatScenario(SCENARIO)])
      expect(scenarioFromText(text)).toEqual(SCENARIO)
  })

  it.each([
    ['', 'There is no scenario: paste a link, or JSON.'],
    ['https://shop.example/cart', 'neither JSON nor a link that carries one'],
    ['https://shop.example/#sluice=e30', 'This is no scenario.'],
    ['{"version":1', 'It is not JSON.'],
    ['"text"', 'neither JSON nor a link'],
  ])('is refused with a sentence where it is none: %s', (text, sentence) => {
    expect(() => scenarioFromText(text)).toThrow(sentence)
  })
})
