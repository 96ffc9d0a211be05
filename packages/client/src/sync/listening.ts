import { backoffMs } from '@sluice/core'
import { ask } from './asking.ts'
import { LASTING_STREAM_MS } from './pace.ts'
import type { Turn } from './turn.ts'
import { isSeen, note } from './turn.ts'

/** Opens the stream where this tab is the one that listens, and may. */
export function listen(turn: Turn): void {
  const { s, commands, now } = turn
  const mayListen = s.role === 'leading' || s.role === 'alone'
  const isOpen = s.status.stream === 'open' || s.status.stream === 'connecting'
  if (isOpen || !mayListen || !s.streamAddress || !isSeen(turn)) return
  // An answer opens it; this one came too early for that.
  if (now < s.streamAt) return ask(turn, s.streamAt)
  note(turn, { stream: 'connecting' })
  s.streamAt = now
  commands.push({ type: 'listen', address: s.streamAddress })
}

/** Closes the stream. */
export function hush(turn: Turn): void {
  turn.s.silentAt = Infinity
  note(turn, { stream: 'closed' })
  turn.commands.push({ type: 'hush' })
}

/** The stream broke. */
export function lose(turn: Turn): void {
  const { s, now, random } = turn
  // An address that never opened may have run out: without the ETag a fresh one comes.
  if (s.status.stream === 'connecting') s.etag = undefined
  s.streamFailures = now - s.streamAt > LASTING_STREAM_MS ? 1 : s.streamFailures + 1
  // A service that starts anew loses all its streams at once, so even the first pause is wide.
  s.streamAt = now + backoffMs(s.streamFailures + 2, s.streamFailures > 20 ? Infinity : 0, random)
  hush(turn)
  ask(turn, s.streamAt)
}
