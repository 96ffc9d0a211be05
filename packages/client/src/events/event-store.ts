import type { Item } from './item.ts'
import type { Row, Rows } from './rows.ts'

/** What is not delivered yet, by the key of its row: in memory, and in the database while there is one. */
export interface EventStore {
  readonly held: Map<string, readonly Item[]>
  /** Writes to this database from now on, first of all what is held; to none when it fails. */
  use(rows: Rows | undefined): void
  /** Keeps what was recorded together. */
  keep(items: readonly Item[]): void
  /** Lets go of what was delivered or given up. */
  forget(items: readonly Item[]): void
}

/**
 * Makes a store that holds nothing.
 *
 * @param session - the life of this page
 * @param lost - told when the database takes nothing any more
 */
export function createEventStore(session: string, lost: () => void): EventStore {
  let rows: Rows | undefined
  const held = new Map<string, readonly Item[]>()
  const rowOf = (key: string, items: readonly Item[]): Row => ({
    key,
    session,
    events: items.map(({ json }) => json),
  })
  const write = (put: readonly Row[], gone: readonly string[] = []): void => {
    const mine = rows
    // Closed, full or broken: what is held is still in memory.
    const fail = (): void => {
      if (rows !== mine) return
      rows = undefined
      lost()
    }
    mine?.write(put, gone).catch(fail)
  }
  return {
    held,
    use(next) {
      rows = next
      if (held.size > 0) write([...held].map(([key, items]) => rowOf(key, items)))
    },
    keep(items) {
      const key = (items[0] as Item).id
      held.set(key, items)
      write([rowOf(key, items)])
    },
    forget(items) {
      const gone: string[] = []
      const put: Row[] = []
      const ids = new Set(items.map(({ id }) => id))
      for (const [key, row] of held) {
        const rest = row.filter(({ id }) => !ids.has(id))
        if (rest.length === row.length) continue
        held.set(key, rest)
        if (rest.length > 0) put.push(rowOf(key, rest))
        else {
          held.delete(key)
          gone.push(key)
        }
      }
      write(put, gone)
    },
  }
}
