import { uuidV7 } from '@sluice/core/events'
import { expect, it } from 'vitest'
import { createRecentIds } from './recent-ids.ts'

const id = uuidV7(1_700_000_000_000, () => 0.3)

it('tells an event that is sent again from one that only has its id', () => {
  const recent = createRecentIds()
  expect(recent.look(id, 'first')).toBe('new')
  recent.keep(id, 'first')
  expect(recent.look(id, 'first')).toBe('same')
  expect(recent.look(id, 'second')).toBe('conflict')
})

it('forgets rather than takes one id for another', () => {
  const recent = createRecentIds(1)
  const other = uuidV7(1_700_000_000_000, () => 0.6)
  recent.keep(id, 'first')
  expect(recent.look(other, 'first')).toBe('new')
  recent.keep(other, 'first')
  expect(recent.look(id, 'first')).toBe('new')
})
