import { backoffMs, earliestTry, isRefusal, slowMs, SluiceError, spreadMs } from '@sluice/core'
import { EVENT_LIMITS } from '@sluice/core/events'
import { nextAt, POST_TIMEOUT_MS } from './pace.ts'
import type { Answered, UnderWay } from './state.ts'
import type { Turn } from './turn.ts'
import { forget, lose } from './turn.ts'

/** From so many failures on, with a service that answers everything else, something on the page forbids it. */
const FORBIDDEN_AFTER = 12

/** A post ended. */
export function answer(turn: Turn, event: Answered): void {
  const { s } = turn
  const post = s.posts.find(({ number }) => number === event.number)
  if (!post) return
  s.posts = s.posts.filter((other) => other !== post)
  const { status, accepted, refused } = event
  const named = post.batch.filter((_, index) => refused.includes(index))
  const isTaken = (accepted as number) + named.length >= post.batch.length
  // Which ones it has, a number does not say: no receipt for any of them.
  const isUnreadable = event.isUnreadable || (!isTaken && accepted !== undefined)
  if (isTaken || status === 400) lose(turn, 'refused', named)
  if (isTaken) {
    forget(
      turn,
      post.batch.filter((item) => !named.includes(item)),
      true,
    )
    return succeed(turn, post)
  }
  if (status === 400 && named.length > 0) {
    // The others are as good as before.
    s.sendAt = turn.now
    return
  }
  if (isUnreadable || status === 400) {
    // Halves, until the one that is to blame is alone.
    s.most = Math.ceil(post.batch.length / 2)
    if (isUnreadable) {
      s.sendAt = turn.now
      if (post.batch.length > 1) return
      // To blame is it only where others pass. Something on the way that refuses all costs no event.
      if ((post.batch[0]?.blamed as number) < s.passed) {
        s.passed = 0
        return lose(turn, 'refused', post.batch)
      }
    }
    // Others before it.
    s.queue = [
      ...s.queue.filter((item) => !post.batch.includes(item)),
      ...post.batch.map((item) => ({ ...item, blamed: post.number })),
    ]
  }
  fail(turn, event, post)
}

function succeed(turn: Turn, { batch, number }: UnderWay): void {
  const { s, now } = turn
  s.passed = number
  s.failures = s.attempts = 0
  s.reported = undefined
  s.notBefore = now
  const isFull = batch.length >= s.most
  s.most = Math.min(s.most * 2, EVENT_LIMITS.batchEvents)
  const bytes = s.queue.reduce((sum, item) => sum + item.bytes, 0)
  // A backlog leaves at once; what only just came waits for its like.
  s.sendAt = isFull || bytes > EVENT_LIMITS.batchBytes / 2 || s.isHidden ? now : nextAt(s.row)
}

/** Tells the other tabs that this one tries for all, so that they need not. */
export function tell({ s, commands, now }: Turn): void {
  if (s.role === 'sending' && s.failures > 0)
    commands.push({ type: 'tell', quietMs: s.sendAt - now + POST_TIMEOUT_MS })
}

/** Plans the next try. */
export function fail(
  turn: Turn,
  {
    status,
    retryAfterMs,
    isServiceUp,
    isUnreadable,
  }: Pick<Answered, 'status' | 'retryAfterMs' | 'isServiceUp'> & Partial<Answered>,
  { startedAt, keepalive }: UnderWay,
): void {
  const { s, now, random } = turn
  if (s.failures === 0) {
    s.failingSince = startedAt
    s.attempts = 1
  }
  s.failures += 1
  const isLasting = s.failures >= FORBIDDEN_AFTER
  const isRefused = isRefusal(status) && (isLasting || !isUnreadable)
  const isSlow = isRefused || (status === 0 && isServiceUp && isLasting)
  // Somebody else on the page may have used up what may outlive it.
  const isCrowded = status === 0 && keepalive && s.failures === 1
  const backoff = backoffMs(s.failures, now - s.failingSince, random)
  const ownMs = isSlow ? slowMs(random) : isCrowded ? 0 : backoff
  const pauseMs = retryAfterMs === undefined ? ownMs : spreadMs(retryAfterMs, backoff, random)
  s.startedAt = startedAt
  s.sendAt = Math.max(now + pauseMs, earliestTry(s, now))
  s.notBefore = isRefused || retryAfterMs !== undefined ? s.sendAt : earliestTry(s, now)
  tell(turn)
  if (isCrowded || s.reported === `${status}`) return
  s.reported = `${status}`
  const error = new SluiceError(
    'EVENTS_NOT_SENT',
    status === 0
      ? 'Events wait: the service cannot be reached, or something on this page forbids it.'
      : `Events wait: the service answered ${status}${isSlow ? '; check url and client key, or set events: false' : ''}.`,
    status >= 400 && status <= 599 ? { status } : {},
  )
  turn.commands.push({ type: 'report', error })
}
