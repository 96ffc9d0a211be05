import { keepSteady } from '../stability.ts'
import { entering } from '../sync-part.ts'
import { show, succeed } from './answering.ts'
import { ask, askNow, askSoon, askWhatIsDue, fail } from './asking.ts'
import { campaign, forget, greet, hear, lead, stepAside } from './leading.ts'
import { hush, lose } from './listening.ts'
import { GAP_MS, REQUEST_TIMEOUT_MS, SILENCE_MS } from './pace.ts'
import { say } from './saying.ts'
import type { Moment, SyncCommand, SyncEvent, SyncState } from './state.ts'
import type { Turn } from './turn.ts'
import { note } from './turn.ts'

/**
 * The machine behind the client: what to hold and what to do next. Pure; time
 * and chance come with the event.
 */
export function step(
  previous: SyncState,
  event: SyncEvent & Moment,
): [state: SyncState, commands: SyncCommand[]] {
  const { now, random } = event
  const turn: Turn = { s: { ...previous }, commands: [], now, random }
  const { s, commands } = turn
  if (s.status.state === 'closed') return [previous, commands]

  switch (event.type) {
    case 'context': {
      const { held, shown, since = now } = event
      const { flags, pending } = keepSteady(shown, held.flags)
      s.flags = flags
      s.latest = held.flags
      s.status = entering(s.status, held, pending)
      s.etag = undefined
      s.isInFlight = false
      commands.push({ type: 'abort' })
      campaign(turn)
      // Nobody waits for the values of a context that is gone.
      s.readyBy = Infinity
      askNow(turn, since)
      break
    }
    case 'refresh':
      askNow(turn, now)
      break
    case 'answer':
      if (s.isInFlight && event.request === s.request) succeed(turn, event)
      break
    case 'failure':
      if (s.isInFlight && event.request === s.request) fail(turn, event)
      break
    case 'open':
      note(turn, { stream: 'open' })
      s.streamAt = now
      // What changed before the stream was there; most services send a message at once, which this meets.
      ask(turn, now + GAP_MS)
      say(turn, {})
      break
    case 'heartbeat':
      s.silentAt = now + SILENCE_MS
      say(turn, {})
      break
    case 'message':
      if (s.silentAt < Infinity) s.silentAt = now + SILENCE_MS
      s.message = event.message
      ask(turn, now)
      say(turn, { hasChange: true })
      break
    case 'lost':
      lose(turn)
      break
    case 'elected':
      lead(turn, event.role)
      break
    case 'greeted':
      greet(turn)
      break
    case 'told':
      hear(turn, event.told)
      break
    case 'hidden':
      s.idleAt = now + (s.streamAddress?.inactivityDelaySec ?? 120) * 1000
      break
    case 'gone':
      s.idleAt = now
      stepAside(turn)
      commands.push({ type: 'leave' })
      break
    case 'visible':
      // What the protocol asks for on return: the whole answer, with a fresh stream.
      if (now >= s.idleAt) s.etag = undefined
      s.idleAt = Infinity
      campaign(turn)
      askSoon(turn)
      break
    case 'online':
      askSoon(turn)
      break
    case 'navigated':
      show(turn, true)
      break
    case 'unstored':
      note(turn, { storage: 'memory' })
      break
    case 'close':
      hush(turn)
      note(turn, { state: 'closed' })
      s.readyBy = Infinity
      commands.push({ type: 'abort' }, { type: 'leave' })
      return [s, commands]
    case 'tick':
  }

  if (now >= s.silentAt) lose(turn)
  if (now >= s.idleAt) stepAside(turn)
  if (now >= s.leaderBy) {
    forget(turn)
    askSoon(turn)
  }
  askWhatIsDue(turn)
  return [s, commands]
}

/** When time alone changes something next; `Infinity` when it never does. */
export function nextDeadline(s: SyncState): number {
  const isIdle = s.role === 'apart' || (s.role === 'alone' && s.status.stream === 'closed')
  return s.status.state === 'closed'
    ? Infinity
    : Math.min(
        s.isInFlight ? s.startedAt + REQUEST_TIMEOUT_MS : s.fetchAt,
        s.readyBy,
        s.silentAt,
        s.leaderBy,
        isIdle ? Infinity : s.idleAt,
      )
}
