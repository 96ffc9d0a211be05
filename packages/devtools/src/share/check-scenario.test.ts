import type { FlagEntry } from '@sluice/client'
import type { Override } from '@sluice/client'
import { expect, it } from 'vitest'
import { rowsOf } from '../flags/rows.ts'
import { CHECKS } from './checks.ts'
import { checkScenario } from './check-scenario.ts'

const entry = (
  key: string,
  value: FlagEntry['value'],
  metadata = {},
  variant = 'now',
): [string, FlagEntry] => [key, { key, value, variant, reason: 'STATIC', metadata } as FlagEntry]

const rows = rowsOf({
  flags: new Map([
    entry('gate', false, {}, 'off'),
    entry('words', 'Buy'),
    entry('sea', { colour: 'teal', size: 1 }),
    entry('stops', ['Oslo']),
    entry('fixed', true, { overridable: false }),
  ]),
  overrides: new Map(),
  atLoad: new Map(),
  reads: new Set(),
  stars: new Set(),
  manifest: { flags: { words: { variants: { now: { value: 'Buy' }, later: { value: 'Wait' } } } } },
})

const check = (overrides: Readonly<Record<string, Override>>) =>
  checkScenario({ version: 1, name: 'x', overrides }, rows, CHECKS)

it('takes what fits, with the value of a variant that is known by name', () => {
  const { accepted, refused } = check({ words: { variant: 'later' }, gate: { variant: 'on' } })
  expect([...accepted]).toEqual([
    ['words', { variant: 'later', value: 'Wait' }],
    ['gate', { variant: 'on', value: true }],
  ])
  expect(refused).toEqual([])
})

it.each<[string, Readonly<Record<string, Override>>, string]>([
  [
    'a flag that there is not',
    { other: { value: 1 } },
    'other was refused: there is no such flag.',
  ],
  [
    'a prototype',
    { __proto__: null, constructor: { value: 1 } } as never,
    'constructor was refused',
  ],
  ['another type', { gate: { value: 'yes' } }, 'it is of the type boolean, and not string.'],
  ['nothing for an object', { sea: { value: null } }, 'of the type object, and not null.'],
  ['a list for an object', { sea: { value: ['teal'] } }, 'of the type object, and not list.'],
  ['a variant that there is not', { words: { variant: 'never' } }, 'it has no variant "never".'],
  ['a flag that is locked', { fixed: { value: false } }, 'it may not be overridden.'],
  [
    'the variant of the service with another value',
    { sea: { variant: 'now', value: { colour: 'red' } } },
    'sea was refused: it says now and another value.',
  ],
  [
    'a variant of the manifest with the value of another',
    { words: { variant: 'later', value: 'Buy' } },
    'words was refused: it says later and another value.',
  ],
  ['off that is on', { gate: { variant: 'off', value: true } }, 'it says off and another value.'],
  [
    'a variant that there is not, with a value',
    { words: { variant: 'never', value: 'Buy' } },
    'it has no variant "never".',
  ],
])('refuses %s, and says so', (_, overrides, sentence) => {
  const { accepted, refused } = check(overrides)
  expect(accepted.size).toBe(0)
  expect(refused.join()).toContain(sentence)
})

it('refuses a context as a whole, and takes the flags that fit', () => {
  const scenario = {
    version: 1,
    name: 'x',
    overrides: { gate: { variant: 'on' } },
    context: { targetingKey: 'bob', visits: Infinity, country: 'NO' },
  } as const
  const { accepted, refused, context } = checkScenario(scenario, rows, CHECKS)
  expect([...accepted.keys()]).toEqual(['gate'])
  expect(context).toBeUndefined()
  expect(refused).toEqual([
    'The context was refused: its attribute "visits" holds a number that is too large to be kept as it is.',
  ])
  expect(checkScenario({ ...scenario, context: { country: 'NO' } }, rows, CHECKS).context).toEqual({
    country: 'NO',
  })
})

it('says of a status that it is left out, unless all is well', () => {
  const scenario = { version: 1, name: 'x', overrides: { gate: { variant: 'on' } } } as const
  const { accepted, refused } = checkScenario({ ...scenario, status: 'offline' }, rows, CHECKS)
  expect([...accepted.keys()]).toEqual(['gate'])
  expect(refused).toEqual(['The status offline was left out: rehearse it in Faults.'])
  expect(checkScenario({ ...scenario, status: 'ready' }, rows, CHECKS).refused).toEqual([])
})

it('takes a variant with its own value, in whatever order, and one of which nobody here knows the value', () => {
  const overrides = {
    words: { variant: 'later', value: 'Wait' },
    gate: { variant: 'beta', value: true },
    sea: { variant: 'now', value: { size: 1, colour: 'teal' } },
    stops: { variant: 'more', value: ['Oslo', 'Bergen'] },
  }
  const { accepted, refused } = check(overrides)
  expect(refused).toEqual([])
  expect(Object.fromEntries(accepted)).toEqual(overrides)
})

it('takes a list where the flag has one', () => {
  expect(check({ stops: { value: ['Bergen', 'Oslo'] } }).refused).toEqual([])
})

it('takes settings that may be shared, and says of the others that they are left out', () => {
  const settings = { theme: 'dark', isShy: 'yes', keep: 'servers', toString: 'x' }
  const checked = checkScenario({ version: 1, name: 'x', settings }, rows, CHECKS)
  expect(checked.settings).toEqual({ theme: 'dark' })
  expect(checked.refused).toEqual(
    ['isShy', 'keep', 'toString'].map(
      (name) => `The setting ${name} was left out: it is none to be shared.`,
    ),
  )
})
