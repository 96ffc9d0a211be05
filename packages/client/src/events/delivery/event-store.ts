import type { Item } from '../item.ts'
import { rowOf } from './row-of.ts'
import type { Row, Rows } from '../rows.ts'

/** What is not delivered yet, by the row that it is stored in; a database holds the same while there is one. */
export interface EventStore {
  /** Writes to this database from now on, first of all what is held; without one, memory is all there is. */
  use(rows: Rows | undefined): void
  /** Keeps what was recorded together. */
  readonly keep: (items: readonly Item[]) => void
  /** Takes over a row that the database has already; removes one that has no event. */
  adopt(key: string, items: readonly Item[]): void
  /** Lets go of what was delivered or given up. */
  forget(items: readonly Item[]): void
}

/**
 * Makes a store that holds nothing.
 *
 * @param session - the life of this page
 * @param lost - told when the database takes nothing any more
 * @param kept - told that it took something
 */
export function createEventStore(session: string, lost: () => void, kept: () => void): EventStore {
  let rows: Rows | undefined
  const held = new Map<string, readonly Item[]>()
  // Rows that should be gone, and are not.
  const owed = new Set<string>()
  const write = (put: readonly Row[], gone: readonly string[]): void => {
    const mine = rows
    const owe = (): void => gone.forEach((key) => owed.add(key))
    if (!mine) return owe()
    mine.write(put, gone).then(kept, () => {
      owe()
      // Closed, full or broken. What it was to keep is in memory too.
      if (rows !== mine) return settle()
      mine.close()
      rows = undefined
      lost()
    })
  }
  /** Makes the database what is held. */
  const settle = (): void => {
    if (!rows || held.size + owed.size === 0) return
    const gone = [...owed]
    owed.clear()
    write(
      [...held].map(([key, items]) => ({ ...rowOf(items, session), key })),
      gone,
    )
  }
  return {
    use(next) {
      rows = next
      settle()
    },
    keep(items) {
      const row = rowOf(items, session)
      held.set(row.key, items)
      write([row], [])
    },
    adopt(key, items) {
      if (items.length > 0) held.set(key, items)
      else write([], [key])
    },
    forget(items) {
      const put: Row[] = []
      const gone: string[] = []
      const ids = new Set(items.map(({ id }) => id))
      for (const [key, row] of held) {
        const rest = row.filter(({ id }) => !ids.has(id))
        if (rest.length === row.length) continue
        held.set(key, rest)
        if (rest.length > 0) put.push({ ...rowOf(rest, session), key })
        else {
          held.delete(key)
          gone.push(key)
        }
      }
      write(put, gone)
    },
  }
}
