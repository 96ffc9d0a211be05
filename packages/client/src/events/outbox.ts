import type { DropReason } from '@sluice/core'
import { EVENT_LIMITS } from '@sluice/core/events'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { EventStore } from './event-store.ts'
import { createEventStore } from './event-store.ts'
import type { Item } from './item.ts'
import type { Rows } from './rows.ts'
import type { PostOutcome } from './send-batch.ts'
import { batchOf, sendBatch } from './send-batch.ts'

const MOST_EVENTS = 10_000

/** What leaves in one request. */
export interface Post {
  readonly batch: readonly Item[]
  readonly startedAt: number
  readonly controller: AbortController
  readonly outcome: Promise<PostOutcome>
}

/** What a page records and sends; the larger part of delivery takes it over. */
export interface Outbox {
  add(item: Item): void
  /** Counts an event that is given up. */
  lose(reason: DropReason, item?: Pick<Item, 'flag' | 'variant'>): void
  /** How many were given up, by reason, flag and variant as JSON. */
  readonly losses: Map<string, number>
  readonly store: EventStore
  /** The database, as far as it can be opened. */
  readonly rows: Promise<Rows>
  /** Told when the database takes nothing any more. */
  onLost: () => void
  /** Told when `close` was called. */
  onClose: (isForgotten: boolean) => void
  /** What is not delivered, oldest first. */
  queue: readonly Item[]
  /** Under way, or failed: then nothing else leaves. */
  post: Post | undefined
  /** What was delivered, and the answer. */
  readonly answers: [batch: readonly Item[], text: string][]
  /** Takes over what is added from now on. */
  take: ((items: readonly Item[]) => void) | undefined
  /** Takes nothing more. Forgetting, it also breaks off what is under way, and nothing is left. */
  close(isForgotten: boolean): void
}

/**
 * Opens the queue, so that what is recorded can be stored in the same task, and
 * posts at once: one post at a time, and what gathers meanwhile makes the next.
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
  let fresh: Item[] = []
  const post = (): void => {
    if (outbox.take || outbox.post || outbox.queue.length === 0) return
    const batch = batchOf(outbox.queue, EVENT_LIMITS)
    const controller = new AbortController()
    const outcome = sendBatch(options, environment, batch, controller.signal, true)
    const mine = { batch, startedAt: environment.now(), controller, outcome }
    outbox.post = mine
    void outcome.then(({ status, text }) => {
      if (outbox.take || outbox.post !== mine || status !== 200) return
      outbox.answers.push([batch, text])
      outbox.post = undefined
      outbox.queue = outbox.queue.slice(batch.length)
      outbox.store.forget(batch)
      post()
    })
  }
  const flush = (): void => {
    // A flood goes on in the next task, so that the page can do something in between.
    const items = fresh.splice(0, EVENT_LIMITS.batchEvents)
    if (fresh.length > 0) environment.schedule(flush, 0)
    if (items.length === 0) return
    outbox.store.keep(items)
    if (outbox.take) return outbox.take(items)
    outbox.queue = [...outbox.queue, ...items]
    post()
  }
  const outbox: Outbox = {
    add(item) {
      if (item.bytes > EVENT_LIMITS.eventBytes) return outbox.lose('too_large', item)
      if (fresh.push(item) === 1) queueMicrotask(flush)
      if (fresh.length <= MOST_EVENTS) return
      const oldest = Math.max(
        0,
        fresh.findIndex(({ type }) => type === 'outcome'),
      )
      outbox.lose('queue_full', fresh.splice(oldest, 1)[0])
    },
    lose(reason, { flag, variant } = {}) {
      const key = JSON.stringify([reason, flag, variant])
      outbox.losses.set(key, (outbox.losses.get(key) ?? 0) + 1)
    },
    losses: new Map(),
    store: createEventStore(session, () => outbox.onLost()),
    // Throws where there is none.
    rows: new Promise((resolve) => resolve(environment.openRows(name))),
    onLost() {},
    onClose() {},
    queue: [],
    post: undefined,
    answers: [],
    take: undefined,
    close(isForgotten) {
      if (isForgotten) {
        fresh = []
        outbox.take = () => {}
        outbox.post?.controller.abort()
      } else flush()
      outbox.onClose(isForgotten)
      outbox.store.use(undefined)
      outbox.rows.then(
        (rows) => rows.close(),
        () => {},
      )
    },
  }
  outbox.rows.then(outbox.store.use, () => {})
  return outbox
}
