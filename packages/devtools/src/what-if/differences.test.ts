import { expect, it } from 'vitest'
import { merge } from '../share/open-scenario.ts'
import { safeContext } from '../share/safe-context.ts'
import { differences, servedIn, servedNow } from './differences.ts'

it('tells what would change, in the order of the keys, and nothing else', () => {
  const flags = new Map(
    (['a', 'b', 'c'] as const).map((key) => [
      key,
      { key, value: false, variant: 'off', reason: 'STATIC' as const, metadata: {} },
    ]),
  )
  const other = servedIn({
    flags: [
      { key: 'c', value: true, variant: 'on' },
      { key: 'a', value: false, variant: 'off' },
      { key: 'd', value: 5 },
    ],
  })
  expect(differences(servedNow(flags), other)).toEqual([
    { key: 'b', now: 'off (false)', otherwise: 'nothing' },
    { key: 'c', now: 'off (false)', otherwise: 'on (true)' },
    { key: 'd', now: 'nothing', otherwise: '5' },
  ])
  expect(servedIn('nonsense').size).toBe(0)
})

it('merges what is forced with what a scenario forces, as is wished', () => {
  const mine = new Map([
    ['a', { value: 1 }],
    ['b', { value: 1 }],
  ])
  const theirs = new Map([
    ['b', { value: 2 }],
    ['c', { value: 2 }],
  ])
  const merged = (merging: 'auto' | 'clear' | 'local'): string =>
    [...merge(mine, theirs, merging)]
      .map(([key, { value }]) => key + JSON.stringify(value))
      .toSorted()
      .join()
  expect(merged('auto')).toBe('a1,b2,c2')
  expect(merged('clear')).toBe('b2,c2')
  expect(merged('local')).toBe('a1,b1,c2')
})

it('shares nothing that is sensitive, and without a manifest only what events carry anyway', () => {
  const context = { targetingKey: 'ada', country: 'DE', email: 'ada@acme', plan: 'pro' }
  const manifest = { flags: {}, attributes: { email: { sensitive: true }, plan: {} } }
  const told = { eventAttributes: { units: ['company'], stored: ['country'] } }
  expect(safeContext(context, manifest, told)).toEqual({
    context: { targetingKey: 'ada', country: 'DE', plan: 'pro' },
    hidden: ['email'],
  })
  expect(safeContext(context, undefined, told).hidden).toEqual(['email', 'plan'])
  expect(safeContext(context, undefined, {}).hidden).toEqual(['country', 'email', 'plan'])
})
