import type { FlagEntry } from '@sluice/client'
import type { Override } from '@sluice/client'
import { expect, it } from 'vitest'
import { rowsOf } from '../flags/rows.ts'
import { checkScenario } from './check-scenario.ts'

const entry = (key: string, value: FlagEntry['value'], metadata = {}): [string, FlagEntry] => [
  key,
  { key, value, variant: 'now', reason: 'STATIC', metadata } as FlagEntry,
]

const rows = rowsOf({
  flags: new Map([
    entry('gate', false),
    entry('words', 'Buy'),
    entry('sea', { colour: 'teal' }),
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
  checkScenario({ version: 1, name: 'x', overrides }, rows)

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
  [
    'a variant with the value of another',
    { words: { variant: 'now', value: 'Wait' } },
    'its value is not that of the variant "now".',
  ],
  [
    'the variant that is served with another value',
    { sea: { variant: 'now', value: { colour: 'red' } } },
    'its value is not that of the variant "now".',
  ],
  [
    'a gate that is on by name, and off by value',
    { gate: { variant: 'on', value: false } },
    'its value is not that of the variant "on".',
  ],
  [
    'a variant that there is not, with a value',
    { words: { variant: 'never', value: 'Buy' } },
    'it has no variant "never".',
  ],
  ['a flag that is locked', { fixed: { value: false } }, 'it may not be overridden.'],
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
  const { accepted, refused, context } = checkScenario(scenario, rows)
  expect([...accepted.keys()]).toEqual(['gate'])
  expect(context).toBeUndefined()
  expect(refused).toEqual([
    'The context was refused: its attribute "visits" holds a number that is too large to be kept as it is.',
  ])
  expect(checkScenario({ ...scenario, context: { country: 'NO' } }, rows).context).toEqual({
    country: 'NO',
  })
})

it('takes a variant with its value, in whatever order that has its fields', () => {
  const tide = { from: 1, to: { low: 2, high: 3 } }
  const known = rowsOf({
    flags: new Map([entry('tide', tide)]),
    overrides: new Map(),
    atLoad: new Map(),
    reads: new Set(),
    stars: new Set(),
    manifest: undefined,
  })
  const overrides = { tide: { variant: 'now', value: { to: { high: 3, low: 2 }, from: 1 } } }
  expect(checkScenario({ version: 1, name: 'x', overrides }, known).refused).toEqual([])
})

it('takes a list where the flag has one', () => {
  expect(check({ stops: { value: ['Bergen', 'Oslo'] } }).refused).toEqual([])
})
