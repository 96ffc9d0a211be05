import type { RolloutEvent } from '@sluice/rollout'
import { sql, type Selectable } from 'kysely'
import type { Logger } from '../http/logger.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { applyEvent } from './apply-event.ts'
import { LOG_ALONE } from './message-rows.ts'
import { holdsLease, requireLease, type Lease } from '../lease/lease.ts'
import { requireRollout } from './rollout-rows.ts'
import { whyVoid } from './void-message.ts'
import { signMessage } from './webhooks/sign-message.ts'
import type { Post } from './webhooks/post-message.ts'

/** How many messages one receiver gets at the same time, of as many rollouts. */
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

/**
 * Sends what waits to be sent and is not void, at least once, always under the same id, and writes
 * what people are told into the log. Each receiver gets the messages of a rollout one after the
 * other, and waits for no other receiver and no other rollout.
 */
export interface MessageSender {
  /** Whether anything is due to be sent, or on its way. */
  isWaiting(): Promise<boolean>
  /** Sends what is due and not on its way; done once all of that was answered or given up. */
  send(lease: Lease): Promise<void>
}

type Row = Selectable<Tables['rollout_messages']>

/** Makes a sender. */
export function createSender(options: SenderOptions): MessageSender {
  const { store, now } = options
  // A lane is what one rollout has to say to one receiver.
  const busy = new Set<string>()
  const due = async (limit?: number): Promise<Row[]> =>
    store.read(async (db) => {
      const rows = db
        .selectFrom('rollout_messages')
        .selectAll()
        .where('status', '=', 'waiting')
        .where('due_at', '<=', now())
        .orderBy('due_at')
        .orderBy(sql`rowid`)
      return (limit === undefined ? rows : rows.limit(limit)).execute()
    })
  return {
    isWaiting: async () => (await due(1)).length > 0,
    async send(lease) {
      // What ends while the rows are read is in them as if it waited.
      const wereBusy = new Set(busy)
      // Whoever stood still for longer than the lease must not send what another has sent by now.
      const isOurs = await store.read(async (db) => holdsLease(db, lease))
      const rows = isOurs ? firstOfLanes(await due()) : []
      const free = rows.filter((row) => !busy.has(laneOf(row)) && !wereBusy.has(laneOf(row)))
      await Promise.all(
        free.map(async (row) => {
          busy.add(laneOf(row))
          try {
            await sendOne(options, lease, row)
          } catch (err) {
            options.logger.error({ err, message: row.id }, 'a message is tried again')
          } finally {
            busy.delete(laneOf(row))
          }
        }),
      )
    },
  }
}

function laneOf({ url, rollout }: Pick<Row, 'url' | 'rollout'>): string {
  return `${rollout} ${url}`
}

/** The oldest message of each lane, and of the lanes to one receiver those that wait for longest. */
function firstOfLanes(rows: readonly Row[]): Row[] {
  const lanes = new Set<string>()
  const receivers = new Map<string, number>()
  return rows.filter((row) => {
    const count = receivers.get(row.url) ?? 0
    if (lanes.has(laneOf(row)) || count >= AT_ONCE) return false
    lanes.add(laneOf(row))
    receivers.set(row.url, count + 1)
    return true
  })
}

async function sendOne(options: SenderOptions, lease: Lease, row: Row): Promise<void> {
  const { store, logger, now, secret, post } = options
  const { id, url, body } = row
  const why = await whyVoidNow(store, row)
  if (why !== undefined) {
    const { text: _text, ...about } = JSON.parse(body) as { readonly text?: string }
    logger.warn({ message: id, ...about, why }, 'a message is void, and is not sent')
    return settle(store, lease, row, 'given_up')
  }
  if (row.kind === 'notify' && row.attempts === 0) {
    const { text, ...about } = JSON.parse(body) as { readonly text: string }
    logger.warn({ message: id, ...about }, text)
  }
  if (url === LOG_ALONE) return settle(store, lease, row, 'sent')
  // Its time limit begins with the first word, and is to begin also where this process dies now.
  if (row.kind === 'call_hook') await hookEvent(options, lease, row, { outcome: 'told' })
  const answer = await answerOf(async () =>
    post({ url, body, headers: signMessage(secret(), { id, body, at: now() }) }),
  )
  const { status } = answer
  const isDone = status >= 200 && status < 300
  const isFinal = status >= 300 && status < 500 && !RETRIED.has(status)
  const isGivenUp = isFinal || row.attempts + 1 >= MOST_ATTEMPTS
  if (!isDone)
    logger.warn(
      { message: id, url, why: answer.why, attempt: row.attempts + 1 },
      'a message was not taken',
    )
  // First, so that an acknowledgement is not lost with this process; it may well come twice.
  const isAnswer = row.kind === 'call_hook' && status !== 202
  if (isAnswer && isDone) await hookEvent(options, lease, row, { outcome: 'acknowledged' })
  if (isAnswer && isFinal)
    await hookEvent(options, lease, row, { outcome: 'refused', message: answer.why })
  await settle(store, lease, row, isDone ? 'sent' : isGivenUp ? 'given_up' : 'waiting')
}

async function whyVoidNow(store: Store, row: Row): Promise<string | undefined> {
  const { environment } = JSON.parse(row.body) as { environment: string }
  const rollout = await store.read(async (db) => requireRollout(db, environment, row.rollout))
  const waits = Array.from({ length: row.attempts }, (_, attempt) => waitAfter(attempt))
  return whyVoid(
    row,
    rollout,
    waits.reduce((all, one) => all + one, 0),
  )
}

function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts)
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
    await db
      .updateTable('rollout_messages')
      .set({ status, attempts: row.attempts + 1, due_at: now + waitAfter(row.attempts) })
      .where('id', '=', row.id)
      .execute()
  })
}

async function hookEvent(
  { store }: SenderOptions,
  lease: Lease,
  { rollout: id, body }: Row,
  said: Pick<Extract<RolloutEvent, { kind: 'hook' }>, 'outcome' | 'message'>,
): Promise<void> {
  const { environment } = JSON.parse(body) as { environment: string }
  await applyEvent(store, {
    environment,
    id,
    guard: async ({ db }) => requireLease(db, lease),
    event: ({ state }, { now }) =>
      said.outcome === 'told' && state.toldMs !== null
        ? undefined
        : { kind: 'hook', at: now, ...said },
  })
}
