import type { Override } from '@sluice/client'
import { expect, it } from 'vitest'
import { changes } from './changes.ts'

const table = (entries: Readonly<Record<string, Override>>) => new Map(Object.entries(entries))

const flags = table({
  cta: { value: 'Buy', variant: 'plain' },
  gate: { value: false, variant: 'off' },
  late: { variant: 'beta' },
})

it('tells the value that is forced, whatever it is called', () => {
  const next = new Map<string, Override>([
    ['cta', { variant: 'plain', value: 'YOU WERE HACKED' }],
    ['gate', { value: 'true' }],
    ['late', { variant: 'gamma' }],
    ['new', { value: { size: 2 } }],
  ])
  expect(changes(flags, new Map(), next)).toEqual([
    'cta: "Buy" (plain) → "YOU WERE HACKED" (plain)',
    'gate: false (off) → "true"',
    'late: the variant beta → the variant gamma',
    'new: no value → {"size":2}',
  ])
})

it('tells what is taken back, and nothing of what stays', () => {
  const now = table({ cta: { value: 'Wait', variant: 'later' }, gate: { value: true } })
  const next = new Map<string, Override>([['gate', now.get('gate') as Override]])
  expect(changes(flags, now, next)).toEqual([
    'cta: "Wait" (later) → "Buy" (plain), as the service gives it',
  ])
})

it('cuts no value, however long it is', () => {
  const value = `${'x'.repeat(5000)}END`
  expect(changes(flags, new Map(), new Map([['cta', { value }]])).join()).toContain('END"')
})
