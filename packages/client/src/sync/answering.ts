import { adopt } from '../flags.ts'
import { keepSteady } from '../stability.ts'
import { askLater, askSoon } from './asking.ts'
import { confirms } from './confirms.ts'
import { listen } from './listening.ts'
import { say } from './saying.ts'
import type { Answer } from './state.ts'
import type { Values } from '../tabs/word.ts'
import type { Turn } from './turn.ts'
import { note, report } from './turn.ts'

/** The latest request was answered. */
export function succeed(turn: Turn, answer: Answer): void {
  const { values, version, epoch, eventAttributes, fetchedAt } = answer
  const { s, now } = turn
  take(turn, answer)
  report(turn, values?.fault)
  s.isInFlight = false
  if (s.message === s.sentMessage) s.message = undefined
  if (s.fetchAt > now) s.readyBy = Infinity
  if (values) s.streamAddress = values.streamAddress
  listen(turn)
  askLater(turn)
  // It was under way while the tab that leads had this: it may be older.
  if (s.heard && !confirms(turn, s.heard)) askSoon(turn)
  s.heard = undefined
  say(turn, { answer: { values, version, epoch, eventAttributes, fetchedAt } })
}

/** Takes over what the service gave, this tab or another. */
export function take(
  turn: Turn,
  {
    values,
    version,
    epoch,
    eventAttributes,
    fetchedAt,
  }: Omit<Answer, 'type' | 'request' | 'values'> & {
    readonly values?: Values | undefined
  },
): void {
  const { s, commands } = turn
  const { status } = s
  // What was stored orders nothing: it may be anybody's. Only the service's own word does.
  const held = status.source !== 'cache' && epoch === status.epoch ? (status.version ?? 0) : 0
  // A replica that lags behind answers with an older version: it proves life, and no more.
  if (!((version ?? held) < held)) {
    note(turn, { source: 'network', fetchedAt })
    if (values !== undefined || version !== undefined)
      note(turn, { version, epoch, eventAttributes })
    if (values) {
      const latest = adopt(s.latest, values.flags, values.bad)
      if (latest !== s.latest || status.state !== 'ready') commands.push({ type: 'save' })
      s.latest = latest
      s.etag = values.etag
      show(turn, false)
    }
  }
  note(turn, { state: 'ready', error: undefined })
  s.failures = s.attempts = 0
}

/** Shows of the latest values what the stability contracts let through. */
export function show(turn: Turn, hasNavigated: boolean): void {
  const { s } = turn
  const { flags, pending } = keepSteady(s.flags, s.latest, hasNavigated)
  const isSame =
    flags.size === s.flags.size && [...flags].every(([key, entry]) => s.flags.get(key) === entry)
  if (!isSame) s.flags = flags
  if (pending.join() !== s.status.pending.join()) note(turn, { pending })
}
