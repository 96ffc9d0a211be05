import { expect, it } from 'vitest'
import { auditSearchOf, startOf } from './audit-search.ts'

it('takes from an address what can be looked for, and nothing else', () => {
  expect(auditSearchOf({ before: 7, action: 'flag', subject: 42, from: '2026-11-26' })).toEqual({
    before: 7,
    action: 'flag',
    actor: undefined,
    subject: '42',
    from: '2026-11-26',
    to: undefined,
  })
  const odd = auditSearchOf({ before: -1, action: '', actor: {}, from: '2026-99-99', to: 'now' })
  expect(Object.values(odd).filter((value) => value !== undefined)).toEqual([])
})

it('counts whole days of whoever looks', () => {
  const [first, next] = [startOf('2026-11-26', 0), startOf('2026-11-26', 1)]
  expect(Date.parse(next) - Date.parse(first)).toBe(86_400_000)
  expect(new Date(first).getHours()).toBe(0)
})
