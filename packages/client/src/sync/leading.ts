import { SluiceError } from '@sluice/core'
import type { Told } from '../tabs/word.ts'
import { take } from './answering.ts'
import { ask, askLater, askSoon, blame } from './asking.ts'
import { confirms } from './confirms.ts'
import { hush, listen } from './listening.ts'
import { say } from './saying.ts'
import type { TabRole } from './state.ts'
import type { Turn } from './turn.ts'
import { isSeen, note, report } from './turn.ts'

// An answer for everybody follows the word of a change, unless something is wrong.
const ANSWER_WITHIN_MS = 2000

/** A tab that is looked at asks to lead. */
export function campaign(turn: Turn): void {
  const { s, commands } = turn
  if (s.role !== 'apart' || !isSeen(turn)) return
  s.role = 'following'
  commands.push({ type: 'campaign' }, { type: 'greet' })
}

/** This tab leads now: it listens, and asks for what nobody heard of meanwhile. */
export function lead(turn: Turn, role: Exclude<TabRole, 'apart' | 'following'>): void {
  const { s } = turn
  // Elected while the page was put away: somebody else will be.
  if (s.role !== 'following') return
  s.role = role
  forget(turn)
  listen(turn)
  if (!s.isInFlight && s.status.state !== 'starting') askSoon(turn)
}

/** Stops listening, and leaves leading to a tab that is looked at. */
export function stepAside(turn: Turn): void {
  const { s, commands } = turn
  const { stream } = s.status
  if (stream === 'open' || stream === 'connecting') hush(turn)
  if (s.role !== 'leading' && s.role !== 'following') return
  s.role = 'apart'
  commands.push({ type: 'resign' })
}

/** A tab has come: hears how old its answer may be, and from then on whatever is new. */
export function greet(turn: Turn): void {
  const { source, version, epoch, eventAttributes, fetchedAt } = turn.s.status
  const answer = { version, epoch, eventAttributes, fetchedAt }
  say(turn, source === 'network' ? { answer } : {})
}

/** The tab that leads said something. */
export function hear(turn: Turn, told: Told): void {
  const { s, now } = turn
  // Who leads learns nothing; a word may have been under way.
  if (s.role === 'leading' || s.role === 'alone') return
  const { answer, failure, hasChange, isSameContext, isStreaming, quietMs } = told
  s.leaderBy = now + quietMs
  const stream = isStreaming ? 'shared' : 'closed'
  if (s.status.stream !== stream) note(turn, { stream })
  if (answer) s.yieldUntil = 0

  if (hasChange && isSameContext) ask(turn, now + ANSWER_WITHIN_MS)
  else if (hasChange) askSoon(turn)
  if (answer && isSameContext && (answer.values || confirms(turn, answer))) {
    take(turn, answer)
    s.readyBy = s.fetchAt = Infinity
    askLater(turn)
  } else if (answer && s.isInFlight) s.heard = answer
  else if (answer && !confirms(turn, answer)) askSoon(turn)
  // A refused context says nothing of the service.
  if (failure && (isSameContext || failure.status !== 400) && !s.isInFlight) {
    const { code, message, status } = failure
    const error = new SluiceError(code, message, status === undefined ? {} : { status })
    s.yieldUntil = s.leaderBy
    s.fetchAt = Math.max(s.fetchAt, s.leaderBy)
    blame(turn, error)
    report(turn, error)
  }
}

/** The tab that leads has not been heard of for too long: this one looks after itself. */
export function forget(turn: Turn): void {
  turn.s.leaderBy = Infinity
  turn.s.yieldUntil = 0
  if (turn.s.status.stream === 'shared') note(turn, { stream: 'closed' })
}
