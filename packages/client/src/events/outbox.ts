import type { DropReason } from '@sluice/core'
import { EVENT_LIMITS } from '@sluice/core/events'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Item } from './item.ts'
import type { Row, Rows } from './rows.ts'
import type { PostOutcome } from './send-batch.ts'
import { batchOf, sendBatch } from './send-batch.ts'

/** What leaves in one request. */
export interface Post {
  readonly batch: readonly Item[]
  readonly startedAt: number
  readonly controller: AbortController
  readonly outcome: Promise<PostOutcome>
}

/** What a page records and sends before the larger part of delivery is there, and takes it over. */
export interface Outbox {
  /** The life of this page. */
  readonly session: string
  add(item: Item): void
  /** Counts an event that is given up. */
  lose(reason: DropReason, item?: Item): void
  /** Takes what a task recorded, when it ends. */
  take(items: readonly Item[]): void
  /** What was recorded and not taken yet. */
  readonly fresh: Item[]
  /** What was taken, oldest first. */
  readonly taken: (readonly Item[])[]
  readonly lost: [reason: DropReason, item: Item | undefined][]
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
  let write = (_: readonly Row[]): void => {}
  const flush = (): void => {
    // A flood goes on in the next task, so that the page can do something in between.
    const items = outbox.fresh.splice(0, EVENT_LIMITS.batchEvents)
    if (outbox.fresh.length > 0) environment.schedule(flush, 0)
    if (items.length > 0) outbox.take(items)
  }
  const outbox: Outbox = {
    session,
    add(item) {
      if (item.bytes > EVENT_LIMITS.eventBytes) outbox.lose('too_large', item)
      else if (outbox.fresh.push(item) === 1) queueMicrotask(flush)
    },
    lose: (reason, item) => void outbox.lost.push([reason, item]),
    take(items) {
      outbox.taken.push(items)
      write([rowOf(items, session)])
      outbox.post ??= startPost(options, environment, batchOf(items), true)
    },
    fresh: [],
    taken: [],
    lost: [],
    // Throws where there is none.
    rows: new Promise((resolve) => resolve(environment.openRows(name))),
    post: undefined,
  }
  outbox.rows.then(
    (rows) => {
      // When it fails, the part that is loaded later finds out.
      write = (put) => void rows.write(put, []).catch(() => {})
      if (outbox.taken.length > 0) write(outbox.taken.map((items) => rowOf(items, session)))
    },
    () => {},
  )
  return outbox
}

/** Starts to post a batch. */
export function startPost(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  batch: readonly Item[],
  keepalive: boolean,
): Post {
  const controller = new AbortController()
  const outcome = sendBatch(options, environment, batch, controller.signal, keepalive)
  return { batch, startedAt: environment.now(), controller, outcome }
}

/** Packs what was recorded together. */
export function rowOf(items: readonly Item[], session: string): Row {
  return { key: (items[0] as Item).id, session, events: items.map(({ json }) => json) }
}
