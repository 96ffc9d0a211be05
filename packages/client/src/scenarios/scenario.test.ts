import { SluiceError, type JsonValue } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { createLocalClient } from '../local.ts'
import type { Override } from '../state.ts'
import { SCENARIO } from '../../test/a-scenario.ts'
import {
  applyScenario,
  formatScenario,
  parseScenario,
  saveScenario,
  scenarioLink,
  type Scenario,
} from '../scenarios.ts'

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
