import { EVENT_LIMITS } from '@sluice/core/events'
import type { SizedItem } from './sized-item.ts'
import { batchOf } from './sized-item.ts'
import { fail } from './answering.ts'
import { after, KEEPALIVE_BYTES, MOST_BYTES, MOST_EVENTS, POST_TIMEOUT_MS } from './pace.ts'
import type { DeliveryState } from './state.ts'
import type { Turn } from './turn.ts'
import { lose } from './turn.ts'

/** Takes over what was recorded or found; where it is too much, the least worth goes. */
export function enqueue(turn: Turn, items: readonly SizedItem[]): void {
  const { s } = turn
  s.queue = [...s.queue, ...items]
  let events = s.queue.length - MOST_EVENTS
  let bytes = bytesOf(s.queue) - MOST_BYTES
  if (events <= 0 && bytes <= 0) return
  const busy = new Set(s.posts.flatMap(({ batch }) => batch))
  const gone: SizedItem[] = []
  // What people did can be told from elsewhere; what they saw cannot.
  for (const isLeast of [isOutcome, isExposure])
    for (const item of s.queue) {
      if (events <= 0 && bytes <= 0) break
      if (!isLeast(item) || busy.has(item)) continue
      gone.push(item)
      events -= 1
      bytes -= item.bytes
    }
  lose(turn, 'queue_full', gone)
}

/** Gives up what takes too long, and posts what is due. */
export function sendWhatIsDue(turn: Turn): void {
  const { s, commands, now } = turn
  for (const post of s.posts) {
    if (now < post.startedAt + POST_TIMEOUT_MS) continue
    s.posts = s.posts.filter((other) => other !== post)
    commands.push({ type: 'abort', number: post.number })
    fail(turn, { status: 0, isServiceUp: false }, { ...post, keepalive: false })
  }
  if (s.posts.length > 0 || !mayTry(s) || now < sendableAt(s)) return
  send(turn, EVENT_LIMITS.batchBytes)
}

/** The page goes: what can leave with it does. */
export function sendLast(turn: Turn): void {
  const { s } = turn
  // What is stored waits for the next page while the service fails.
  if ((s.failures > 0 || turn.now < s.yieldUntil) && s.isStored) return
  const room =
    KEEPALIVE_BYTES - bytesOf(s.posts.flatMap(({ batch }) => batch)) - 512 * s.posts.length
  if (room > 512) send(turn, Math.min(room, EVENT_LIMITS.batchBytes), true)
}

/** When the next post may leave; `Infinity` when there is nothing to send. */
export function sendableAt(s: DeliveryState): number {
  return s.queue.length > 0 ? Math.max(s.sendAt, s.yieldUntil) : Infinity
}

/** While the service fails, one tab tries for all. */
export function mayTry({ failures, role }: DeliveryState): boolean {
  return failures === 0 || role === 'sending' || role === 'alone'
}

function send(turn: Turn, batchBytes: number, isLast = false): void {
  const { s, commands, now } = turn
  const busy = new Set(s.posts.flatMap(({ batch }) => batch))
  const batch = batchOf(
    s.queue.filter((item) => !busy.has(item)),
    batchBytes,
    s.most,
  )
  if (batch.length === 0) return
  if (s.losses.size > 0) {
    commands.push({ type: 'confess', losses: s.losses })
    s.losses = new Map()
  }
  s.number += 1
  s.attempts += 1
  s.startedAt = now
  s.row = after(s.row, now)
  const keepalive = isLast || s.failures === 0
  const post = { number: s.number, batch, startedAt: now, keepalive }
  s.posts = [...s.posts, post]
  commands.push({ type: 'post', ...post })
}

function bytesOf(items: readonly SizedItem[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes + 1, 0)
}

function isOutcome({ type }: SizedItem): boolean {
  return type === 'outcome'
}

function isExposure({ type }: SizedItem): boolean {
  return type !== 'outcome' && type !== 'dropped'
}
