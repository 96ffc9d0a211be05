import type { OpenedRows, Row, Rows } from '../src/events/rows.ts'

/** Databases of one browser that live as long as a test. */
export interface FakeDatabases {
  /** What is stored, by name of the database and key of the row. */
  readonly stored: Map<string, Map<string, Row>>
  /** What happens to whoever opens one: nothing, it is denied, or nothing ever comes. */
  opening: 'opens' | 'denied' | 'hangs'
  /** Whether every write fails. */
  isFull: boolean
  /** How many are open. */
  opened(): number
  openRows(name: string): Promise<OpenedRows & Rows>
  dropRows(name: string): void
  /** Closes them all, as a browser may. */
  closeAll(): void
}

/** Makes a browser without databases. */
export function fakeDatabases(): FakeDatabases {
  const stored = new Map<string, Map<string, Row>>()
  let generation = 0
  const dropped = new Map<string, number>()
  let count = 0
  const databases: FakeDatabases = {
    stored,
    opening: 'opens',
    isFull: false,
    opened: () => count,
    openRows(name) {
      if (databases.opening === 'denied') throw new DOMException('denied', 'SecurityError')
      if (databases.opening === 'hangs') return new Promise(() => {})
      const rows = stored.get(name) ?? new Map<string, Row>()
      stored.set(name, rows)
      const now = (): string => `${generation} ${dropped.get(name) ?? 0}`
      const mine = now()
      let isClosed = false
      count++
      const opened: OpenedRows & Rows = {
        put: (row) => void opened.write([row], []).catch(() => {}),
        write(put, gone) {
          if (isClosed || mine !== now())
            return Promise.reject(new DOMException('closed', 'InvalidStateError'))
          if (databases.isFull)
            return Promise.reject(new DOMException('full', 'QuotaExceededError'))
          for (const row of put) rows.set(row.key, row)
          for (const key of gone) rows.delete(key)
          return Promise.resolve()
        },
        all: () => Promise.resolve([...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1))),
        close() {
          if (!isClosed) count--
          isClosed = true
        },
      }
      return Promise.resolve(opened)
    },
    dropRows(name) {
      stored.delete(name)
      dropped.set(name, (dropped.get(name) ?? 0) + 1)
    },
    closeAll() {
      generation++
    },
  }
  return databases
}
