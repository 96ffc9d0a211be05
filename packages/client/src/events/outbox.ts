import type { DropReason } from '@sluice/core'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Item } from './item.ts'
import type { OpenedRows } from './rows.ts'
import type { Post } from './send-batch.ts'
import { bodyOf, startPost } from './send-batch.ts'

// What may outlive the page is 64 KiB at a time, for all that is under way, and a post has at most 48;
// some of that is for what stands around events. The rest is sent by the part that is loaded later,
// or by a next page.
const PAGE_BYTES = 6e4
const POST_BYTES = 4e4
const MOST_BYTES = 16_384

/** What a page records and sends before the larger part of delivery is there, and takes it over. */
export interface Outbox {
  /** Takes what a task recorded, when it ends. */
  take(items: readonly Item[]): void
  /** What was taken, oldest first. */
  readonly taken: (readonly Item[])[]
  /** What was given up. Of what is `invalid`, how it was to be called: it never became an event. */
  readonly lost: [reason: DropReason, what?: unknown][]
  /** The database, as far as it can be opened. */
  readonly rows: Promise<OpenedRows>
  /** How events are sent, for the part that is loaded later: it needs no copy. */
  readonly body: typeof bodyOf
  readonly send: typeof startPost
  /** Ends its posts, and that it looks whether the page goes. */
  readonly controller: AbortController
  /** Closes the database, where nobody takes it over. */
  close(): void
  /** What was posted: first of all what the first task recorded, then what waits when the page may go. */
  readonly posts: Post[]
  /** What waits to be delivered, once somebody delivers. */
  queued?(): readonly Item[]
  /** Told what leaves the queue. */
  forgot?(items: readonly Item[], isDelivered: boolean): void
}

/**
 * Opens the queue, so that what is recorded is stored in the same task, and
 * posts the first of it at once.
 *
 * @param name - of the database
 * @param session - the life of this page
 * @param heed - takes over what another tab withdrew
 */
export function openOutbox(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  name: string,
  session: string,
  heed: () => void,
): Outbox {
  const taken: Outbox['taken'] = []
  const posts: Post[] = []
  const controller = new AbortController()
  let sent = 0
  let room = PAGE_BYTES
  const send = (): void => {
    heed()
    let bytes = 0
    const batch = taken
      .flat()
      .slice(sent)
      .filter(
        ({ json }) => (bytes += new TextEncoder().encode(json).length) < Math.min(room, POST_BYTES),
      )
    room -= Math.min(bytes, POST_BYTES)
    sent += batch.length
    if (batch[0]) posts.push(startPost(options, environment, batch, true, controller))
  }
  // Throws where there is none.
  const rows = new Promise<OpenedRows>((resolve) => resolve(environment.openRows(name)))
  // What fails here, the part that is loaded later finds out.
  rows.catch(() => {})
  // What follows the first post is stored, and waits for who keeps a pace: not longer than the page.
  environment.watchLeaving(send, controller)
  const outbox: Outbox = {
    take(all) {
      // The service counts bytes: what has too many characters has too many of those.
      const items = all.filter(
        (item) =>
          new TextEncoder().encode(item.json).length <= MOST_BYTES ||
          !outbox.lost.push(['too_large', item]),
      )
      if (!items[0]) return
      taken.push(items)
      rows
        // What that part has taken over, it stores itself.
        .then(
          (opened) =>
            taken.includes(items) &&
            // Written out: as a function of its own, `rowOf`, it is larger.
            opened.put({
              key: (items[0] as Item).id,
              session,
              events: items.map(({ json }) => json),
            }),
        )
        .catch(() => {})
      if (!posts[0]) send()
    },
    taken,
    posts,
    lost: [],
    rows,
    body: bodyOf,
    send: startPost,
    controller,
    // After what this task recorded was put. What waits leaves with the page.
    close: () => queueMicrotask(() => void rows.then((opened) => opened.close()).catch(() => {})),
  }
  return outbox
}
