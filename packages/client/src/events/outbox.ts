import type { DropReason } from '@sluice/core'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Item } from './item.ts'
import type { Row, Rows } from './rows.ts'
import type { Post } from './send-batch.ts'
import { startPost } from './send-batch.ts'

// Exposures have some 400 bytes: so many stay below what may outlive the page. What does
// not is sent again at once, by the part that is loaded later.
const FIRST_EVENTS = 100

/** What a page records and sends before the larger part of delivery is there, and takes it over. */
export interface Outbox {
  /** The life of this page. */
  readonly session: string
  /** Takes what a task recorded, when it ends. */
  take(items: readonly Item[]): void
  /** What was taken, oldest first. */
  readonly taken: (readonly Item[])[]
  /** What was given up; of what never became an event, its name. */
  readonly lost: [reason: DropReason, item: unknown][]
  /** The database, as far as it can be opened. */
  readonly rows: Promise<Rows>
  /** The first post. */
  post: Post | undefined
}

/**
 * Opens the queue, so that what is recorded is stored in the same task, and
 * posts the first of it at once.
 *
 * @param name - of the database
 * @param session - the life of this page
 */
export function openOutbox(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  name: string,
  session: string,
): Outbox {
  let opened: Rows | undefined
  const taken: Outbox['taken'] = []
  // What fails here, the part that is loaded later finds out.
  const store = (all: Outbox['taken']): unknown =>
    opened
      ?.write(
        all.map((items) => rowOf(items, session)),
        [],
      )
      .catch(() => {})
  const outbox: Outbox = {
    session,
    take(items) {
      taken.push(items)
      store([items])
      outbox.post ??= startPost(options, environment, items.slice(0, FIRST_EVENTS), true)
    },
    taken,
    lost: [],
    // Throws where there is none.
    rows: new Promise((resolve) => resolve(environment.openRows(name))),
    post: undefined,
  }
  outbox.rows.then(
    (rows) => {
      opened = rows
      store(taken)
    },
    () => {},
  )
  return outbox
}

/** Packs what was recorded together. */
export function rowOf(items: readonly Item[], session: string): Row {
  return { key: (items[0] as Item).id, session, events: items.map(({ json }) => json) }
}
