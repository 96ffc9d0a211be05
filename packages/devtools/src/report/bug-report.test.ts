import { expect, it } from 'vitest'
import type { FlagEntry } from '@sluice/client'
import { rowsOf, wordsOf } from '../flags/rows.ts'
import { redactor } from '../share/redact.ts'
import { bugReport, type ReportFacts } from './bug-report.ts'

const entry = (key: string, value: string): [string, FlagEntry] => [
  key,
  { key, value, variant: 'v', reason: 'SPLIT', metadata: {} },
]

const facts: ReportFacts = {
  address: 'https://shop.example/cart',
  browser: 'Chromium',
  viewport: '1280 × 860',
  appVersion: '1.2.3',
  at: new Date(0),
  status: {
    state: 'ready',
    source: 'network',
    version: 41,
    storage: 'local',
    stream: 'open',
    pending: [],
  },
  context: { targetingKey: 'ada' },
  hidden: ['email'],
  wordsOf,
  redact: redactor({ email: 'ada_l@acme.example' }, ['email']),
  rows: rowsOf({
    flags: new Map([entry('a', '<img src=x> | `x`'), entry('b', 'plain')]),
    overrides: new Map([entry('b', 'forced')]),
    atLoad: new Map(),
    reads: new Set(['a']),
    stars: new Set(),
    manifest: undefined,
  }),
  events: [
    {
      id: '1',
      type: 'exposure',
      at: 0,
      name: 'a',
      what: 'v',
      unsent: 'consent',
      isForced: false,
      detail: {},
    },
  ],
  link: undefined,
  isBroken: () => false,
}

it('tells address, versions, context, values with reasons, overrides and events', () => {
  const report = bugReport(facts)
  for (const part of [
    '- Address: https://shop.example/cart',
    '- App version: 1.2.3',
    '- Ruleset version: 41 (ready, from network)',
    '"targetingKey": "ada"',
    'Left out: email.',
    '| b | forced | v | SPLIT | yes, server: plain |',
    'Forced: b.',
    'exposure a: v (not sent: consent)',
  ])
    expect(report).toContain(part)
})

it('tells of a crash before, of what is rehearsed, and as whom the page is looked at', () => {
  const [quiet, report] = [
    bugReport(facts),
    bugReport({
      ...facts,
      isBroken: (key, variant) => key === 'b' && variant === 'v',
      rehearsed: 'error 500',
      asIf: 'Ingrid *Dahl*',
    }),
  ]
  for (const part of [
    '| b | forced | v, crashed: the control is drawn | SPLIT |',
    '- **Rehearsed with devtools, and no real fault: error 500**',
    String.raw`- **Looked at as if: Ingrid \*Dahl\***; the context is not what the page itself has set`,
  ]) {
    expect(report).toContain(part)
    expect(quiet).not.toContain(part)
  }
})

it('breaks no table and opens no tag', () => {
  const [line = ''] = bugReport(facts)
    .split('\n')
    .filter((text) => text.startsWith('| a '))
  expect(line).toBe('| a | \\<img src=x\\> \\| \\`x\\` | v | SPLIT |  |')
})

it('says nothing elsewhere of what it has left out of the context', () => {
  const [event] = facts.events
  const report = bugReport({
    ...facts,
    events: event ? [{ ...event, what: 'crashed: ada_l@acme.example' }] : [],
  })
  expect(report).toContain('crashed: left-out')
  expect(report).not.toMatch(/acme/)
})

it('gives the whole address, however long it is', () => {
  const address = `https://shop.example/cart?filter=${'y'.repeat(200)}&page=7`
  expect(bugReport({ ...facts, address })).toContain(`- Address: ${address}\n`)
})
