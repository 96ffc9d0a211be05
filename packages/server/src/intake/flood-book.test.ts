import { expect, it } from 'vitest'
import { createFloodBook, suspicionOf, type Flood } from './flood-book.ts'

const MINUTE_MS = 60_000
const page = { id: 'client_1', name: 'page' }

function book(known: readonly Flood[] = []) {
  const kept: Flood[] = []
  return { kept, ...createFloodBook({ known, keep: (flood) => void kept.push(flood) }) }
}

it('joins what is turned away in a row to one flood, and keeps it now and then', () => {
  const { note, since, kept } = book()
  for (let second = 0; second <= 20; second++) note('shop', page, 10, second * 1_000)
  expect(since('shop', 0)).toEqual([
    {
      environment: 'shop',
      key: 'client_1',
      name: 'page',
      startedAt: 0,
      endedAt: 20_000,
      events: 210,
    },
  ])
  expect(kept.map(({ endedAt }) => endedAt)).toEqual([0, 10_000, 20_000])
  note('shop', page, 10, 20_000 + 61 * MINUTE_MS)
  expect(since('shop', 0).map(({ events }) => events)).toEqual([10, 210])
})

it('goes on with a flood that it is told of at the start', () => {
  const known = {
    environment: 'shop',
    key: 'client_1',
    name: 'page',
    startedAt: 0,
    endedAt: 9,
    events: 1,
  }
  const { note, since } = book([known])
  note('shop', page, 2, 20)
  expect(since('shop', 0)).toEqual([{ ...known, endedAt: 20, events: 3 }])
})

it('knows who was flooded, and when it was over', () => {
  const { note, since } = book()
  note('shop', page, 10, 5_000)
  expect(since('other', 0)).toEqual([])
  expect(since('shop', 5_001)).toEqual([])
  expect(since('shop', 5_000)).toHaveLength(1)
})

it('goes on with the same flood when the clock was set back', () => {
  const { note, since } = book()
  note('shop', page, 10, 5_000_000)
  note('shop', page, 10, 1_000)
  expect(since('shop', 0)).toMatchObject([{ startedAt: 5_000_000, endedAt: 5_000_000, events: 20 }])
})

it('says of the last key by name, and of all events that were turned away', () => {
  const { note, since } = book()
  expect(suspicionOf(since('shop', 0))).toBeUndefined()
  note('shop', { id: 'client_2', name: 'app' }, 7, Date.UTC(2026, 10, 26))
  note('shop', page, 10, Date.UTC(2026, 10, 27))
  expect(suspicionOf(since('shop', 0))).toContain(
    'the client key "page" sends more events than a key may: 17 were turned away, the last at 2026-11-27T00:00:00Z',
  )
})
