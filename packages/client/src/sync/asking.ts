import { backoffMs, earliestTry, isRefusal, slowMs, SluiceError, spreadMs } from '@sluice/core'
import { GAP_MS, pollMs, REQUEST_TIMEOUT_MS } from './pace.ts'
import type { Failure } from './state.ts'
import { say } from './saying.ts'
import type { Turn } from './turn.ts'
import { isSeen, note, report } from './turn.ts'

/** Something changed or may have: asks at `at`, or earlier when that was planned. */
export function ask({ s }: Turn, at: number): void {
  s.fetchAt = Math.max(s.notBefore, s.yieldUntil, Math.min(s.fetchAt, at))
}

/** As `ask`, at a moment of chance, so that many browsers or tabs do not come at once. */
export function askSoon(turn: Turn): void {
  ask(turn, turn.now + GAP_MS * turn.random)
}

/**
 * A person waits: no pause but the one that protects the service.
 *
 * @param since - when they began to
 */
export function askNow({ s, now }: Turn, since: number): void {
  s.fetchAt = s.notBefore = s.failures > 0 ? Math.max(now, earliestTry(s, now)) : now
  // Who began to wait earlier does not wait longer.
  s.readyBy = Math.min(s.readyBy, since + s.readyTimeoutMs)
}

/** Asks again after a while, whatever happens: the safety net. */
export function askLater(turn: Turn): void {
  const { s, now, random } = turn
  const isFollowing = s.leaderBy < Infinity
  const isRelaxed = isFollowing || s.silentAt < Infinity || !isSeen(turn)
  // Later than the tab that leads, whose answer makes it needless.
  ask(turn, now + pollMs(s.pollIntervalMs, isRelaxed, isFollowing ? -random : random))
}

/** Says what the values that are held are worth now. */
export function blame(turn: Turn, error: SluiceError): void {
  const kept = turn.s.status.source === 'default' ? 'offline' : 'stale'
  note(turn, { error, state: error.code === 'UNAUTHORIZED' ? 'unauthorized' : kept })
}

/** The latest request failed: plans the next try. */
export function fail(
  turn: Turn,
  { error, retryAfterMs }: Pick<Failure, 'error' | 'retryAfterMs'>,
): void {
  const { s, now, random } = turn
  if (s.failures === 0) {
    s.failingSince = s.startedAt
    s.attempts = 1
  }
  s.failures += 1
  const { status = 0 } = error
  const isSlow = isRefusal(status)
  const backoff = backoffMs(s.failures, now - s.failingSince, random)
  const ownMs = isSlow ? slowMs(random) : backoff
  const pauseMs = retryAfterMs === undefined ? ownMs : spreadMs(retryAfterMs, backoff, random)
  s.fetchAt = Math.max(now + pauseMs, earliestTry(s, now))
  s.notBefore = isSlow || retryAfterMs !== undefined ? s.fetchAt : earliestTry(s, now)
  // The tab that leads tries for all, so that a browser knocks no oftener than one tab.
  if (s.leaderBy < Infinity) s.fetchAt = Math.max(s.fetchAt, s.leaderBy)
  s.isInFlight = false
  s.readyBy = Infinity
  blame(turn, error)
  report(turn, error)
  say(turn, { failure: { code: error.code, message: error.message, status: error.status } })
}

/** Gives up what takes too long, and sends what is due. */
export function askWhatIsDue(turn: Turn): void {
  const { s, commands, now } = turn
  if (s.isInFlight && now >= s.startedAt + REQUEST_TIMEOUT_MS) {
    commands.push({ type: 'abort' })
    fail(turn, { error: new SluiceError('REQUEST_TIMEOUT', 'The service took over 15 s.') })
  }
  if (now >= s.readyBy) {
    s.readyBy = Infinity
    if (s.status.state === 'starting') {
      blame(turn, new SluiceError('READY_TIMEOUT', 'No answer yet.'))
    }
  }
  if (s.isInFlight || now < s.fetchAt) return
  s.request += 1
  s.attempts += 1
  s.isInFlight = true
  s.startedAt = now
  s.fetchAt = Infinity
  s.notBefore = now + GAP_MS
  s.sentMessage = s.message
  commands.push({ type: 'fetch', request: s.request, etag: s.etag, message: s.message })
}
