import { describe, expect, it } from 'vitest'
import { SCENARIO } from '../../test/a-scenario.ts'
import {
  formatScenario,
  scenarioFromLink,
  scenarioFromText,
  scenarioLink,
  withoutScenario,
} from '../scenarios.ts'

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
