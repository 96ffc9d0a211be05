import type { FlagEntry } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { expect, it } from 'vitest'
import { findRows, orderRows } from './find-rows.ts'
import { nextOverride, overrideWith, readTyped } from './next-override.ts'
import { isOff, rowsOf, wordsOf, type Row, type RowSources } from './rows.ts'

const entry = (key: string, value: JsonValue, more: object = {}): [string, FlagEntry] => [
  key,
  { key, value, variant: 'now', reason: 'SPLIT', metadata: {}, ...more },
]

const sources: RowSources = {
  flags: new Map([
    entry('gate', false, { variant: 'off' }),
    entry('words', 'Buy now'),
    entry('fixed', true, { metadata: { overridable: false } }),
    entry('killed', false, { reason: 'DISABLED' }),
  ]),
  overrides: new Map([entry('words', 'Only 2 left'), entry('fixed', false)]),
  atLoad: new Map([entry('gate', true, { variant: 'on' }), entry('words', 'Buy now')]),
  reads: new Set(['words', 'unheard-of']),
  stars: new Set(['gate']),
  manifest: {
    flags: {
      words: {
        title: 'Words on the button',
        owner: 'checkout',
        tags: ['money'],
        variants: { now: { value: 'Buy now', title: 'Plain' }, later: { value: 'Wait' } },
      },
      described: { type: 'object' },
    },
  },
}

const rows = rowsOf(sources)
const row = (key: string): Row => rows.find((one) => one.key === key) as Row
const keys = (found: readonly Row[]): readonly string[] => found.map(({ key }) => key)

it('has a row for every flag that is read, served, forced or described', () => {
  expect(keys(rows).toSorted()).toEqual([
    'described',
    'fixed',
    'gate',
    'killed',
    'unheard-of',
    'words',
  ])
  expect(row('unheard-of')).toMatchObject({ server: undefined, type: 'unknown', isRead: true })
  expect(row('described')).toMatchObject({ type: 'object', isRead: false })
})

it('shows what is forced, but where that is not permitted', () => {
  expect(wordsOf(row('words').shown)).toBe('Only 2 left')
  expect(wordsOf(row('fixed').shown)).toBe('true')
  expect(row('fixed').locked).toBe('The ruleset says that this flag may not be overridden.')
  expect([isOff(row('killed')), isOff(row('gate'))]).toEqual([true, false])
})

it('keeps a row of which nothing is different, so that it is not drawn again', () => {
  const overrides = new Map([entry('gate', true)])
  const next = rowsOf({ ...sources, overrides }, new Map(rows.map((one) => [one.key, one])))
  const same = next.filter((one) => rows.includes(one))
  expect(keys(same).toSorted()).toEqual(['described', 'killed', 'unheard-of'])
})

it.each([
  ['words button', ['words']],
  ['MONEY', ['words']],
  ['checkout', ['words']],
  ['only 2', ['words']],
  ['buy now', []],
  ['disabled', ['killed']],
  ['', ['words', 'unheard-of', 'gate', 'fixed', 'killed', 'described']],
])('finds %j by key, name, tag, owner, value and reason of what is shown', (query, found) => {
  expect(keys(findRows(rows, query, 'all'))).toEqual(found)
})

it('filters what is forced, starred, read and changed', () => {
  const by = (filter: Parameters<typeof findRows>[2]) => keys(findRows(rows, '', filter))
  expect(by('forced')).toEqual(['words', 'fixed'])
  expect(by('starred')).toEqual(['gate'])
  expect(by('read')).toEqual(['words', 'unheard-of'])
  expect(by('changed')).toContain('gate')
  expect(by('changed')).not.toContain('words')
  expect(keys(orderRows(rows, 'name'))[0]).toBe('described')
  expect(keys(orderRows(rows, 'read'))[0]).toBe('words')
})

it('goes through the outcomes one by one, and then to none', () => {
  const forced = (variant: string | undefined): Row =>
    variant === undefined
      ? { ...row('words'), forced: undefined }
      : { ...row('words'), forced: entry('words', '', { variant })[1] }
  // It is served "now" already.
  expect(nextOverride(forced(undefined))).toEqual({ variant: 'later', value: 'Wait' })
  expect(nextOverride(forced('now'))).toEqual({ variant: 'later', value: 'Wait' })
  expect(nextOverride(forced('later'))).toBeUndefined()
  expect(nextOverride(row('described'))).toBeNull()
})

it('names a value after the outcome that has it', () => {
  expect(overrideWith(row('words'), 'Wait')).toEqual({ variant: 'later', value: 'Wait' })
  expect(overrideWith(row('words'), 'New')).toEqual({ value: 'New' })
  expect(overrideWith(row('gate'), true)).toEqual({ variant: 'on', value: true })
})

it('reads what somebody typed, or says what is wrong', () => {
  expect(readTyped('string', '5')).toEqual({ value: '5' })
  expect(readTyped('number', ' 2.5 ')).toEqual({ value: 2.5 })
  expect(readTyped('object', '{"a":1}')).toEqual({ value: { a: 1 } })
  for (const [type, text] of [
    ['number', ''],
    ['number', 'many'],
    ['number', '1e999'],
    ['object', '5'],
    ['object', 'null'],
    ['object', '{'],
    ['boolean', '"yes"'],
  ] as const)
    expect(readTyped(type, text)).toHaveProperty('fault')
})

it('holds 10,000 flags within what a key press may take', () => {
  const flags = new Map(Array.from({ length: 10_000 }, (_, index) => entry(`flag-${index}`, false)))
  const many = rowsOf({ ...sources, flags })
  const before = process.threadCpuUsage()
  expect(findRows(many, 'flag-77 77', 'all')).toHaveLength(111)
  // Of the processor, which others on the machine do not lengthen. A frame has 16 ms.
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(160)
})

it('names variants as they are named where nothing describes them: what is served, what is drawn', () => {
  const [yesno, exp, plan, size] = rowsOf({
    ...sources,
    flags: new Map([
      entry('yesno', true, { variant: 'yes' }),
      entry('exp', 'c', { variant: 'control' }),
      entry('plan', true, { variant: 'yes' }),
      entry('size', 7, { variant: 's' }),
    ]),
    overrides: new Map(),
    reads: new Set(),
    manifest: undefined,
    cases: new Map([
      ['exp', ['control', 'urgent']],
      ['plan', ['yes', 'no']],
      ['size', ['s', 'm', 'l']],
    ]),
  }) as [Row, Row, Row, Row]
  // Only the one that is served is known.
  expect(yesno.choices).toEqual([{ name: 'yes', title: 'yes', value: true }])
  expect(overrideWith(yesno, true)).toEqual({ variant: 'yes', value: true })
  expect(overrideWith(yesno, false)).toEqual({ value: false })
  expect(nextOverride(yesno)).toEqual({ value: false })
  // The other of two is the other value.
  expect(overrideWith(plan, false)).toEqual({ variant: 'no', value: false })
  expect(nextOverride(plan)).toEqual({ variant: 'no', value: false })
  expect(nextOverride(exp)).toEqual({ variant: 'urgent' })
  expect(size.choices.map(({ name, value }) => [name, value])).toEqual([
    ['s', 7],
    ['m', undefined],
    ['l', undefined],
  ])
  // What is typed as it is served has its name.
  expect(overrideWith({ ...exp, choices: [] }, 'c')).toEqual({ variant: 'control', value: 'c' })
})
