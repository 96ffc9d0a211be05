import { earliestTry } from '@sluice/core'
import type { Item } from '../item.ts'
import { answer, tell } from './answering.ts'
import { POST_TIMEOUT_MS } from './pace.ts'
import { enqueue, mayTry, sendableAt, sendLast, sendWhatIsDue } from './sending.ts'
import type { DeliveryCommand, DeliveryEvent, DeliveryState } from './state.ts'
import type { Turn } from './turn.ts'
import { lose } from './turn.ts'

// A tab that seemed alive a moment ago may have been about to go.
const FIND_AGAIN_MS = 5000
const SOON_MS = 500

/**
 * The machine that delivers events: what to hold and what to do next. Pure; time
 * and chance come with the event.
 */
export function step(
  previous: DeliveryState,
  event: DeliveryEvent & { readonly now: number; readonly random: number },
): [state: DeliveryState, commands: DeliveryCommand[]] {
  const { now, random } = event
  const turn: Turn = { s: { ...previous }, commands: [], now, random }
  const { s, commands } = turn

  switch (event.type) {
    case 'recorded':
      enqueue(turn, event.items)
      break
    case 'found': {
      const known = new Set(s.queue.map(({ id }) => id))
      enqueue(
        turn,
        event.items.filter(({ id }) => !known.has(id)),
      )
      if (s.failures === 0 && event.items.length > 0) s.sendAt = now
      s.isFinding = false
      s.findAt = event.isPartial ? now + FIND_AGAIN_MS : Infinity
      break
    }
    case 'lost':
      for (const reason of new Set(event.items.map(([why]) => why)))
        lose(
          turn,
          reason,
          event.items.flatMap(([why, item]) => (why === reason ? [item as Item | undefined] : [])),
        )
      break
    case 'answered':
      answer(turn, event)
      break
    case 'elected':
      // Elected while the page was put away: another tab will be.
      if (s.isGone || s.isClosed) commands.push({ type: 'resign' })
      else {
        s.role = event.role
        s.yieldUntil = 0
        tryAgain(turn)
        find(turn)
        tell(turn)
      }
      break
    case 'told':
      if (s.role !== 'sending') s.yieldUntil = now + event.quietMs
      break
    case 'stored':
      s.isStored = event.isStored
      break
    case 'hidden':
      s.isHidden = true
      s.usageAt = now
      // Nobody may come back to it.
      if (s.failures === 0) s.sendAt = now
      break
    case 'gone':
      s.isHidden = s.isGone = true
      s.usageAt = now
      break
    case 'visible':
      s.isHidden = s.isGone = false
      s.findAt = Math.min(s.findAt, now + SOON_MS)
      tryAgain(turn)
      break
    case 'online':
      tryAgain(turn)
      break
    case 'close':
      sendLast(turn)
      leave(turn)
      s.isClosed = true
      break
    case 'withdraw':
      for (const { number } of s.posts) commands.push({ type: 'abort', number })
      leave(turn)
      return [{ ...s, queue: [], posts: [], losses: new Map(), isClosed: true }, commands]
    case 'tick':
    case 'navigated':
  }

  if (s.isClosed) return [s, commands]
  if (now >= s.usageAt) {
    s.usageAt = Infinity
    commands.push({ type: 'usage' })
  }
  sendWhatIsDue(turn)
  if (s.isGone) {
    sendLast(turn)
    leave(turn)
    return [s, commands]
  }
  const isHeldUp = s.queue.length > 0 && (s.failures > 0 || now < s.yieldUntil)
  if (s.role === 'alone' && now >= s.findAt) find(turn)
  if (s.role === 'apart' && (isHeldUp || now >= s.findAt)) {
    s.role = 'waiting'
    commands.push({ type: 'campaign' })
  }
  // Whoever has done it all leaves the rest to those who wait.
  if (s.role === 'sending' && s.queue.length === 0 && !s.isFinding) leave(turn)
  return [s, commands]
}

/** When time alone changes something next; `Infinity` when it never does. */
export function nextDeadline(s: DeliveryState): number {
  if (s.isClosed) return Infinity
  return Math.min(
    ...s.posts.map(({ startedAt }) => startedAt + POST_TIMEOUT_MS),
    s.posts.length === 0 && mayTry(s) ? sendableAt(s) : Infinity,
    (s.role === 'apart' || s.role === 'alone') && !s.isGone ? s.findAt : Infinity,
    s.usageAt,
  )
}

function find({ s, commands }: Turn): void {
  s.isFinding = true
  s.findAt = Infinity
  commands.push({ type: 'find' })
}

function leave({ s, commands }: Turn): void {
  if (s.role !== 'sending' && s.role !== 'waiting') return
  s.role = 'apart'
  commands.push({ type: 'resign' })
}

/** Something changed outside: no pause but the one that protects the service. */
function tryAgain({ s, now, random }: Turn): void {
  if (s.failures > 0)
    s.sendAt = Math.min(
      s.sendAt,
      Math.max(now + SOON_MS * random, s.notBefore, earliestTry(s, now)),
    )
}
