import type { FlagEntry } from '@sluice/client'
import { describe, expect, it } from 'vitest'
import { findRows } from './find-rows.ts'
import { nextOverride } from './next-override.ts'
import { isOff, rowsOf, type Row, type RowSources } from './rows.ts'

const entry = (key: string, variant: string, metadata: FlagEntry['metadata'] = {}): FlagEntry => ({
  key,
  value: variant.toUpperCase(),
  variant,
  reason: 'SPLIT',
  metadata,
})
const OVERRIDDEN = { override: true, pierce: true, overridable: false }
const table = (...entries: FlagEntry[]): ReadonlyMap<string, FlagEntry> =>
  new Map(entries.map((one) => [one.key, one]))

function row(key: string, more: Partial<RowSources> = {}): Row {
  const forced = table(
    entry('cta', 'warm', OVERRIDDEN),
    entry('other', 'a', { overridable: false }),
    entry('closed', 'a'),
  )
  const rows = rowsOf({
    flags: forced,
    overrides: new Map(),
    atLoad: forced,
    reads: new Set(),
    stars: new Set(),
    manifest: undefined,
    granted: {
      grant: {
        forced: { cta: 'warm' },
        ignored: [{ flag: 'closed', detail: 'The flag "closed" is off.' }],
      },
    },
    own: table(entry('cta', 'plain', { overridable: false })),
    ...more,
  })
  return rows.find((one) => one.key === key) as Row
}

it('shows what a grant forces beside what everybody gets, and calls neither off nor changed', () => {
  const { shown, server, forced, locked, isChanged, choices } = row('cta')
  expect([shown?.variant, forced?.variant, server?.variant]).toEqual(['warm', 'warm', 'plain'])
  expect(locked).toBeUndefined()
  expect(isChanged).toBe(false)
  expect(isOff(row('cta'))).toBe(false)
  expect(choices).toEqual([{ name: 'warm', title: 'warm', value: 'WARM' }])
})

it('says of each other flag why it cannot be forced', () => {
  expect(row('other').locked).toMatch(/^The grant does not name this flag/)
  expect(row('closed').locked).toBe('The flag "closed" is off.')
  expect(row('constructor', { reads: new Set(['constructor']) }).locked).toMatch(/does not name/)
})

it('goes from the grant to without, and back', () => {
  expect(nextOverride(row('cta'))).toBeUndefined()
  const aside = row('cta', { flags: table(entry('cta', 'plain')) })
  expect(aside.forced).toBeUndefined()
  expect(nextOverride(aside)).toEqual({ variant: 'warm' })
})

it('forces nothing while the service is asked about the grant', () => {
  const asked = row('cta', { granted: { grant: undefined }, own: new Map() })
  expect(asked.locked).toMatch(/does not name/)
})

describe('where somebody develops', () => {
  const granted = table({
    ...entry('cta', 'warm', { override: true, pierce: true }),
    reason: 'OVERRIDE',
  })
  const own = table(entry('cta', 'plain'))
  const open = (more: Partial<RowSources> = {}): Row =>
    row('cta', {
      flags: granted,
      granted: undefined,
      own: new Map(),
      ...more,
    } as Partial<RowSources>)

  it('tells a granted flag from one that is forced here, and from one that is served', () => {
    const { isGranted, forced, shown, server, locked } = open({ own })
    expect([isGranted, forced, locked]).toEqual([true, undefined, undefined])
    expect([shown?.variant, server?.variant]).toEqual(['warm', 'plain'])
    expect(open({ flags: own }).isGranted).toBe(false)
    expect(findRows([open()], 'granted', 'forced')).toHaveLength(1)
    expect(findRows([open({ flags: own })], 'granted', 'all')).toHaveLength(0)
  })

  it('knows it before the service has told what there is without the grant', () => {
    const { isGranted, shown, server } = open()
    expect([isGranted, shown?.variant, server?.variant]).toEqual([true, 'warm', 'warm'])
    expect(isOff(open())).toBe(false)
  })

  it('shows what is forced here over it', () => {
    const { isGranted, shown, server, forced } = open({
      own,
      overrides: table(entry('cta', 'cold')),
    })
    expect([isGranted, shown?.variant, server?.variant]).toEqual([true, 'cold', 'plain'])
    expect(forced?.variant).toBe('cold')
  })

  it('takes what a server drew with what is forced here for no grant', () => {
    expect(open({ overrides: table(entry('cta', 'warm', { override: true })) }).isGranted).toBe(
      false,
    )
  })

  it('makes a row anew when a grant comes or goes', () => {
    const first = open({ own })
    const sources = {
      overrides: new Map(),
      atLoad: new Map(),
      reads: new Set<string>(),
      stars: new Set<string>(),
      manifest: undefined,
    }
    const again = (flags: RowSources['flags']): Row =>
      rowsOf({ ...sources, flags, own }, new Map([['cta', first]]))[0] as Row
    expect(again(granted)).toBe(first)
    expect(again(own).isGranted).toBe(false)
  })
})
