import type { JsonObject } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { noColors } from '../terminal/no-colors.ts'
import { compareDocuments } from './difference.ts'
import { countChanges, showChanges } from './show-changes.ts'

const before: JsonObject = {
  schemaVersion: 1,
  segments: { staff: { attribute: 'email', op: 'ends_with', values: ['@acme.example'] } },
  flags: {
    cta: {
      rules: [
        { id: 'staff', serve: { variant: 'b' } },
        {
          id: 'split',
          serve: {
            split: [
              { variant: 'a', weightBps: 5000 },
              { variant: 'b', weightBps: 5000 },
            ],
            coverageBps: 2000,
          },
        },
      ],
      tags: ['x'],
    },
    gate: { title: 'Gate' },
    old: { archived: true },
  },
}

function shown(change: (document: ReturnType<typeof JSON.parse>) => void): string[] {
  const after = structuredClone(before)
  change(after)
  return showChanges(compareDocuments(before, after), noColors)
}

describe('the difference of two documents', () => {
  it('is empty for equal documents, whatever the order of names', () => {
    const { flags, ...rest } = before
    expect(compareDocuments(before, { flags: flags ?? {}, ...rest })).toEqual([])
  })

  it('names the flag, the field and both values', () => {
    expect(shown((d) => (d.flags.cta.rules[1].serve.coverageBps = 5000))).toEqual([
      '~ cta  rules[1].serve.coverageBps  2000 → 5000',
    ])
  })

  it('follows a rule that moved down because another came before it', () => {
    expect(
      shown((d) => {
        d.flags.cta.rules.unshift({ id: 'qa', serve: { variant: 'b' } })
        d.flags.cta.rules[2].serve.coverageBps = 0
      }),
    ).toEqual([
      '+ cta  rules[0]  {"id":"qa","serve":{"variant":"b"}}',
      '~ cta  rules[2].serve.coverageBps  2000 → 0',
    ])
  })

  it('pairs shares by their variant', () => {
    expect(shown((d) => d.flags.cta.rules[1].serve.split.shift())).toEqual([
      '- cta  rules[1].serve.split[0]  {"variant":"a","weightBps":5000}',
    ])
  })

  it('shows fields that come and go', () => {
    expect(
      shown((d) => {
        d.flags.gate.owner = 'me'
        delete d.flags.gate.title
      }),
    ).toEqual(['- gate  title  "Gate"', '+ gate  owner  "me"'])
  })

  it('says what a field that is left out means', () => {
    expect(
      shown((d) => {
        delete d.flags.cta.rules[1].serve.coverageBps
        d.flags.gate.enabled = false
      }),
    ).toEqual([
      '~ cta   rules[1].serve.coverageBps  2000 → 10000 (default)',
      '~ gate  enabled  true (default) → false',
    ])
  })

  it('names the value of a variant as it is written bare', () => {
    const flag = (control: object | string): JsonObject =>
      ({ flags: { cta: { variants: { control } } } }) as JsonObject
    const lines = (a: object | string, b: object | string): string[] =>
      showChanges(compareDocuments(flag(a), flag(b)), noColors)
    expect(lines('Buy', { value: 'Order', title: 'Plain' })).toEqual([
      '~ cta  variants.control  "Buy" → "Order"',
      '+ cta  variants.control.title  "Plain"',
    ])
    expect(lines({ value: 'Buy', title: 'A' }, { value: 'Order', title: 'A' })).toEqual([
      '~ cta  variants.control  "Buy" → "Order"',
    ])
    expect(lines({ text: 'Buy', tone: 1 }, { text: 'Buy', tone: 2 })).toEqual([
      '~ cta  variants.control.tone  1 → 2',
    ])
  })

  it('calls a missing flag archived, and says nothing of one that was archived before', () => {
    expect(
      shown((d) => {
        delete d.flags.gate
        delete d.flags.old
      }),
    ).toEqual(['- gate  archived'])
    expect(shown((d) => (d.flags.gate.archived = true))).toEqual(['- gate  archived'])
  })

  it('covers the other parts of a ruleset', () => {
    expect(
      shown((d) => {
        d.segments.staff.values = ['@acme.example', '@acme.test']
        d.layers = { checkout: {} }
        d.schemaVersion = 2
      }),
    ).toEqual([
      '~ schemaVersion    1 → 2',
      '~ segments.staff   values  ["@acme.example"] → ["@acme.example","@acme.test"]',
      '+ layers.checkout  new',
    ])
  })

  it('puts long values below each other, in full', () => {
    const long = 'x'.repeat(200)
    expect(shown((d) => (d.flags.gate.title = long))).toEqual([
      '~ gate  title',
      '    - "Gate"',
      `    + "${long}"`,
    ])
  })

  it('cannot be used to write to the terminal', () => {
    expect(shown((d) => (d.flags.gate.title = '\u001b[31mred\u202e\u0007')).at(0)).toBe(
      String.raw`~ gate  title  "Gate" → "\u001b[31mred\u202e\u0007"`,
    )
  })

  it('is counted in words', () => {
    const after = JSON.parse(JSON.stringify(before))
    after.flags.new = {}
    after.flags.cta.tags = []
    delete after.flags.gate
    expect(countChanges(compareDocuments(before, after))).toBe('1 added, 1 changed, 1 archived')
  })
})
