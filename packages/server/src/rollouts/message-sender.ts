import type { Selectable } from 'kysely'
import type { Logger } from '../http/logger.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { applyEvent } from './apply-event.ts'
import { holdsLease, requireLease, type Lease } from '../lease/lease.ts'
import { signMessage } from './webhooks/sign-message.ts'
import type { Post } from './webhooks/post-message.ts'

const AT_ONCE = 20
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 5 * 60_000
const MOST_ATTEMPTS = 20
/** Answers that another attempt may change. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429])

/** What sending messages takes. */
export interface SenderOptions {
  readonly store: Store
  readonly logger: Logger
  readonly now: () => number
  readonly secret: () => Uint8Array
  /** Posts a message and tells the status of the answer. */
  readonly post: (post: Omit<Post, 'allowsInner'>) => Promise<number>
}

/** Sends what waits to be sent, at least once, always under the same id. */
export interface MessageSender {
  /** Whether anything is due to be sent. */
  isWaiting(): Promise<boolean>
  send(lease: Lease): Promise<void>
}

type Row = Selectable<Tables['rollout_messages']>

/** Makes a sender. */
export function createSender(options: SenderOptions): MessageSender {
  const { store, now } = options
  const due = async (limit: number): Promise<Row[]> =>
    store.read(async (db) =>
      db
        .selectFrom('rollout_messages')
        .selectAll()
        .where('status', '=', 'waiting')
        .where('due_at', '<=', now())
        .orderBy('due_at')
        .limit(limit)
        .execute(),
    )
  return {
    isWaiting: async () => (await due(1)).length > 0,
    async send(lease) {
      // Whoever stood still for longer than the lease must not send what another has sent by now.
      const isOurs = await store.read(async (db) => holdsLease(db, lease))
      const rows = isOurs ? await due(AT_ONCE) : []
      await Promise.all(rows.map(async (row) => sendOne(options, lease, row)))
    },
  }
}

async function sendOne(options: SenderOptions, lease: Lease, row: Row): Promise<void> {
  const { store, logger, now, secret, post } = options
  const { id, url, body } = row
  const { status, why } = await answerOf(async () =>
    post({ url, body, headers: signMessage(secret(), { id, body, at: now() }) }),
  )
  const isDone = status >= 200 && status < 300
  const isFinal = status >= 300 && status < 500 && !RETRIED.has(status)
  const isGivenUp = isFinal || row.attempts + 1 >= MOST_ATTEMPTS
  if (!isDone)
    logger.warn({ message: id, url, why, attempt: row.attempts + 1 }, 'a message was not taken')
  // First, so that an acknowledgement is not lost with this process; it may well come twice.
  const isAnswer = row.kind === 'call_hook' && status !== 202
  if (isAnswer && isDone) await hookAnswered(options, lease, row, { outcome: 'acknowledged' })
  if (isAnswer && isFinal)
    await hookAnswered(options, lease, row, { outcome: 'refused', message: why })
  await settle(store, lease, row, isDone ? 'sent' : isGivenUp ? 'given_up' : 'waiting')
}

async function answerOf(
  send: () => Promise<number>,
): Promise<{ readonly status: number; readonly why: string }> {
  try {
    const status = await send()
    return { status, why: `it answered ${status}` }
  } catch (error) {
    return { status: 0, why: error instanceof Error ? error.message : String(error) }
  }
}

async function settle(store: Store, lease: Lease, row: Row, status: string): Promise<void> {
  await store.write(async ({ db, now }) => {
    if (!(await holdsLease(db, lease))) return
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** row.attempts)
    await db
      .updateTable('rollout_messages')
      .set({ status, attempts: row.attempts + 1, due_at: now + waitMs })
      .where('id', '=', row.id)
      .execute()
  })
}

async function hookAnswered(
  { store }: SenderOptions,
  lease: Lease,
  { rollout: id, body }: Row,
  answer: { readonly outcome: 'acknowledged' | 'refused'; readonly message?: string },
): Promise<void> {
  const { environment } = JSON.parse(body) as { environment: string }
  await applyEvent(store, {
    environment,
    id,
    guard: async ({ db }) => requireLease(db, lease),
    event: (_, { now }) => ({ kind: 'hook', at: now, ...answer }),
  })
}
