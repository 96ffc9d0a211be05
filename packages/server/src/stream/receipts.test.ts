import { expect, it } from 'vitest'
import { createReceiptBook, type Addressee } from './receipts.ts'

const client = (name: string, fetchedVersion: number, connectedAt = 0): Addressee => ({
  name,
  connectedAt,
  connectedAtMonotonic: connectedAt,
  userAgent: 'test',
  fetchedVersion,
})

it('tells who has fetched a version and who has not, longest connected first', () => {
  const book = createReceiptBook()
  const clients = [client('a', 4, 3), client('b', 5, 2), client('c', 6, 1), client('d', -1, 0)]
  expect(book.report(5, clients)).toEqual({
    version: 5,
    connected: 4,
    fetched: 2,
    waiting: [
      { connection: 'd', connectedAt: '1970-01-01T00:00:00.000Z', userAgent: 'test' },
      { connection: 'a', connectedAt: '1970-01-01T00:00:00.003Z', userAgent: 'test' },
    ],
    p50Ms: null,
    p99Ms: null,
  })
})

it('measures from publishing to the first fetch, also of a later version', () => {
  const book = createReceiptBook()
  book.published(5, 1_000)
  book.published(6, 1_500)
  book.fetched(client('a', 4), 5, 1_010)
  book.fetched(client('b', 4), 6, 1_530)
  book.fetched(client('b', 6), 6, 9_000)
  expect(book.report(5, [])).toMatchObject({ p50Ms: 10, p99Ms: 530 })
  expect(book.report(6, [])).toMatchObject({ p50Ms: 30, p99Ms: 30 })
})

it('does not measure clients that connected after publishing', () => {
  const book = createReceiptBook()
  book.published(5, 1_000)
  book.fetched(client('late', -1, 2_000), 5, 2_001)
  expect(book.report(5, [])).toMatchObject({ p50Ms: null })
})

it('gives the middle and the 99th percentile by nearest rank', () => {
  const book = createReceiptBook()
  book.published(1, 0)
  for (let ms = 200; ms >= 1; ms--) book.fetched(client('x', 0), 1, ms)
  expect(book.report(1, [])).toMatchObject({ p50Ms: 100, p99Ms: 198 })
})

it('names a hundred of those that wait, however many there are', () => {
  const clients = Array.from({ length: 5_000 }, (_, index) => client(`${index}`, 0))
  const { connected, fetched, waiting } = createReceiptBook().report(1, clients)
  expect([connected, fetched, waiting.length]).toEqual([5_000, 0, 100])
})

it('measures the latest sixteen versions and forgets older ones', () => {
  const book = createReceiptBook()
  for (let version = 1; version <= 40; version++) book.published(version, version)
  book.fetched(client('a', 0), 40, 100)
  expect(book.report(24, [])).toMatchObject({ p50Ms: null })
  expect(book.report(25, [])).toMatchObject({ p50Ms: 75 })
})
