import { describe, expect, it } from 'vitest'
import type { Draft } from './draft-document.ts'
import { draftDocument } from './draft-document.ts'
import type { Ruleset } from './index.ts'
import { stampVersions } from './index.ts'
import { parseRuleset } from './schema.ts'

const parse = (value: unknown): Ruleset => parseRuleset(value).ruleset
const first = stampVersions(undefined, parse(draftDocument()), 1)

/** Versions of a, b, c and d after a change at version 2, and the allocation version of a. */
function versionsAfter(change: (draft: Draft) => void): string {
  const draft = draftDocument()
  change(draft)
  const { flags } = stampVersions(first, parse(draft), 2)
  const versions = ['a', 'b', 'c', 'd'].map((key) => flags[key]?.version)
  return `${versions.join('')} ${flags['a']?.allocationVersion}`
}

it('numbers a first ruleset and all its flags', () => {
  expect(first.version).toBe(1)
  for (const flag of Object.values(first.flags)) {
    expect(flag).toMatchObject({ version: 1, allocationVersion: 1 })
    expect(flag).not.toHaveProperty('rolledBack')
  }
})

const NOTHING = '1111 1'
const SERVED = '2221 1'
const ALLOCATED = '2221 2'

it.each<[string, (draft: Draft) => void, string]>([
  ['nothing', () => {}, NOTHING],
  [
    'texts',
    ({ flags }) =>
      Object.assign(flags.a, {
        title: 'B',
        description: 'x',
        owner: 'y',
        tags: ['t'],
        sunsetOn: '2027-01-01',
        designUrl: 'https://x.example',
      }),
    NOTHING,
  ],
  [
    'the title of a variant',
    ({ flags }) => {
      flags.a['variants'] = { on: { value: true, title: 'Yes' }, off: false }
    },
    NOTHING,
  ],
  [
    'the description of a rule',
    ({ flags }) => {
      flags.a.rules[0]['description'] = 'y'
    },
    NOTHING,
  ],
  [
    'the order of variants',
    ({ flags }) => {
      flags.a['variants'] = { off: false, on: true }
    },
    NOTHING,
  ],
  [
    'the description of a layer',
    ({ layers }) => {
      layers.page['description'] = 'x'
    },
    NOTHING,
  ],
  [
    'what is kept of an attribute',
    ({ attributes }) => {
      attributes.country['stored'] = true
    },
    NOTHING,
  ],
  [
    'an attribute that no rule uses',
    ({ attributes }) => {
      attributes.unused['type'] = 'number'
    },
    NOTHING,
  ],
  [
    'being off',
    ({ flags }) => {
      flags.a['enabled'] = false
    },
    SERVED,
  ],
  [
    'the default variant',
    ({ flags }) => {
      flags.a['defaultVariant'] = 'on'
    },
    SERVED,
  ],
  [
    'the stability',
    ({ flags }) => {
      flags.a['stability'] = 'mount'
    },
    SERVED,
  ],
  [
    'the exposure policy',
    ({ flags }) => {
      flags.a['exposure'] = { policy: 'off' }
    },
    SERVED,
  ],
  [
    'being archived',
    ({ flags }) => {
      flags.d['archived'] = true
    },
    '1112 1',
  ],
  [
    'the id of a rule',
    ({ flags }) => {
      flags.a.rules[0]['id'] = 'other'
    },
    SERVED,
  ],
  [
    'the window of a rule',
    ({ flags }) => {
      flags.a.rules[0]['window'] = { endsAt: 5 }
    },
    SERVED,
  ],
  [
    'the coverage',
    ({ flags }) => {
      flags.a.rules[1].serve['coverageBps'] = 2000
    },
    SERVED,
  ],
  [
    'a segment within a segment',
    ({ segments }) => {
      segments.german['values'] = ['FR']
    },
    SERVED,
  ],
  [
    'the type of an attribute in a segment',
    ({ attributes }) => {
      attributes.country['type'] = 'semver'
    },
    SERVED,
  ],
  [
    'a value',
    ({ flags }) => {
      flags.a['variants'] = { on: true, off: false, more: true }
    },
    ALLOCATED,
  ],
  [
    'the weights',
    ({ flags }) => {
      flags.a.rules[1].serve['split'] = [{ variant: 'on', weightBps: 10_000 }]
    },
    ALLOCATED,
  ],
  [
    'the salt',
    ({ flags }) => {
      flags.a.rules[1].serve['salt'] = 's2'
    },
    ALLOCATED,
  ],
  [
    'the unit',
    ({ flags }) => {
      flags.a.rules[1].serve['by'] = 'targetingKey'
    },
    ALLOCATED,
  ],
  [
    'the slot of the layer',
    ({ flags }) => {
      flags.a.rules[1].serve['layer'] = { name: 'page', fromBps: 0, toBps: 4000 }
    },
    ALLOCATED,
  ],
  [
    'the salt of the layer',
    ({ layers }) => {
      layers.page['salt'] = 'l2'
    },
    ALLOCATED,
  ],
  [
    'the share of the holdout',
    ({ holdouts }) => {
      holdouts.q4['shareBps'] = 600
    },
    ALLOCATED,
  ],
  [
    'the prerequisite of a flag between',
    ({ flags }) => {
      flags.b['enabled'] = false
    },
    '1221 1',
  ],
])('counts a change of %s for what it is', (_title, change, versions) => {
  expect(versionsAfter(change)).toBe(versions)
})

describe('across versions', () => {
  it('keeps the versions of what did not change, for as long as it does not', () => {
    const draft = draftDocument()
    draft.flags.d['enabled'] = false
    const second = stampVersions(first, parse(draft), 2)
    const third = stampVersions(second, parse(draft), 3)
    expect(third.version).toBe(3)
    expect(third.flags['a']?.version).toBe(1)
    expect(third.flags['d']?.version).toBe(2)
    expect(third.flags['d']?.allocationVersion).toBe(1)
  })

  it('numbers a flag that comes later from when it came', () => {
    const draft = { ...draftDocument(), flags: { ...draftDocument().flags, e: {} } }
    const second = stampVersions(first, parse(draft), 2)
    expect(second.flags['e']).toMatchObject({ version: 2, allocationVersion: 2 })
  })

  it('marks the flags that were rolled back, until they change again', () => {
    const off = draftDocument()
    off.flags.d['enabled'] = false
    const second = stampVersions(first, parse(off), 2)
    const third = stampVersions(second, parse(draftDocument()), 3, { rolledBack: new Set(['d']) })
    expect(third.flags['d']).toMatchObject({ version: 3, rolledBack: true })
    expect(third.flags['a']).not.toHaveProperty('rolledBack')

    const retitled = draftDocument()
    retitled.flags.d['title'] = 'D'
    const fourth = stampVersions(third, parse(retitled), 4)
    expect(fourth.flags['d']).toMatchObject({ version: 3, rolledBack: true })
    const fifth = stampVersions(fourth, parse(off), 5)
    expect(fifth.flags['d']).toMatchObject({ version: 5 })
    expect(fifth.flags['d']).not.toHaveProperty('rolledBack')
  })

  it('takes no version and no mark from the document', () => {
    const claimed = {
      ...draftDocument(),
      version: 9,
      flags: { a: { version: 9, rolledBack: true } },
    }
    const { ruleset } = parseRuleset(claimed, { mode: 'read' })
    const stamped = stampVersions(undefined, ruleset, 1)
    expect(stamped.flags['a']).toMatchObject({ version: 1, allocationVersion: 1 })
    expect(stamped.flags['a']).not.toHaveProperty('rolledBack')
  })
})
