import { SluiceError } from '@sluice/core'
import { adopt } from '../flags.ts'
import {
  backoffMs,
  earliestTry,
  GAP_MS,
  isLongOutage,
  LASTING_STREAM_MS,
  pollMs,
  REQUEST_TIMEOUT_MS,
  SILENCE_MS,
  slowMs,
} from './pace.ts'
import type { SluiceStatus } from '../status.ts'
import type { Answer, Failure, Moment, SyncCommand, SyncEvent, SyncState } from './state.ts'

type Draft = { -readonly [K in keyof SyncState]: SyncState[K] }

/**
 * The machine behind the client: what to hold and what to do next. Pure; time
 * and chance come with the event.
 */
export function step(
  previous: SyncState,
  event: SyncEvent & Moment,
): [state: SyncState, commands: SyncCommand[]] {
  const s: Draft = { ...previous }
  const commands: SyncCommand[] = []
  if (s.status.state !== 'closed') apply(s, event, commands)
  if (s.status.state !== 'closed') passTime(s, event, commands)
  return [s, commands]
}

/** When time alone changes something next; `Infinity` when it never does. */
export function nextDeadline(s: SyncState): number {
  const { startedAt, readyBy = Infinity, silentAt = Infinity, idleAt = Infinity } = s
  const requestAt =
    startedAt === undefined ? Math.max(s.fetchAt, s.floorAt) : startedAt + REQUEST_TIMEOUT_MS
  return Math.min(requestAt, readyBy, silentAt, idleAt)
}

function apply(s: Draft, event: SyncEvent & Moment, commands: SyncCommand[]): void {
  const { now, random } = event
  switch (event.type) {
    case 'context': {
      // Name by name: what was stored may say anything.
      const { flags, source, version, epoch, fetchedAt } = event.held
      s.flags = flags
      note(s, { state: 'starting', error: undefined, source, version, epoch, fetchedAt })
      s.etag = s.startedAt = undefined
      commands.push({ type: 'abort' })
      askNow(s, now)
      break
    }
    case 'refresh':
      askNow(s, now)
      break
    case 'answer':
      if (isAwaited(s, event)) succeed(s, event, commands)
      break
    case 'failure':
      if (isAwaited(s, event)) fail(s, event, commands)
      break
    case 'open':
      note(s, { stream: 'open' })
      s.streamAt = now
      // What changed before the stream was there; most services send a message at once, which this meets.
      ask(s, now + GAP_MS)
      break
    case 'heartbeat':
      s.silentAt = now + SILENCE_MS
      break
    case 'message':
      if (s.silentAt !== undefined) s.silentAt = now + SILENCE_MS
      s.message = event.message
      ask(s, now)
      break
    case 'lost':
      lose(s, event, commands)
      break
    case 'hidden':
      s.idleAt = now + (s.streamAddress?.inactivityDelaySec ?? 120) * 1000
      break
    case 'gone':
      s.idleAt = now
      break
    case 'visible':
      // What the protocol asks for on return: the whole answer, with a fresh stream.
      if (s.isAway) s.etag = undefined
      s.idleAt = undefined
      s.isAway = false
      ask(s, now + GAP_MS * random)
      break
    case 'online':
      ask(s, now + GAP_MS * random)
      break
    case 'unstored':
      note(s, { storage: 'memory' })
      break
    case 'close':
      note(s, { state: 'closed' })
      s.readyBy = s.startedAt = undefined
      s.fetchAt = Infinity
      hush(s, commands)
      commands.push({ type: 'abort' })
      break
    case 'tick':
  }
}

/** Does what is due. */
function passTime(s: Draft, moment: Moment, commands: SyncCommand[]): void {
  const { now } = moment
  const { startedAt = Infinity, readyBy = Infinity, silentAt = Infinity, idleAt = Infinity } = s
  if (now >= startedAt + REQUEST_TIMEOUT_MS) {
    const error = new SluiceError('REQUEST_TIMEOUT', 'The service took longer than 10 s.')
    commands.push({ type: 'abort' })
    fail(s, { ...moment, error }, commands)
  }
  if (now >= readyBy) {
    s.readyBy = undefined
    if (s.status.state === 'starting') blame(s, new SluiceError('READY_TIMEOUT', 'No answer yet.'))
  }
  if (now >= silentAt) lose(s, moment, commands)
  if (now >= idleAt) {
    s.idleAt = undefined
    s.isAway = true
    hush(s, commands)
  }
  if (s.startedAt === undefined && now >= Math.max(s.fetchAt, s.floorAt)) start(s, now, commands)
}

function start(s: Draft, now: number, commands: SyncCommand[]): void {
  s.request += 1
  s.attempts += 1
  s.startedAt = now
  s.fetchAt = Infinity
  s.notBefore = now + GAP_MS
  s.floorAt = s.failures > 0 ? earliestTry(s.failingSince, s.attempts, now) : 0
  s.sentMessage = s.message
  s.message = undefined
  commands.push({ type: 'fetch', request: s.request, etag: s.etag, message: s.sentMessage })
}

/** Something changed or may have: asks at `at`, or earlier when that was planned. */
function ask(s: Draft, at: number): void {
  s.fetchAt = Math.max(s.notBefore, Math.min(s.fetchAt, at))
}

/** A person waits: no pause but the one that protects the service. */
function askNow(s: Draft, now: number): void {
  s.fetchAt = now
  s.notBefore = 0
  s.readyBy = now + s.readyTimeoutMs
}

function isAwaited(s: Draft, { request }: Answer | Failure): boolean {
  return s.startedAt !== undefined && request === s.request
}

function succeed(s: Draft, event: Answer & Moment, commands: SyncCommand[]): void {
  const { now, random, values, version, epoch, fetchedAt } = event
  const { status } = s
  const isComparable =
    version !== undefined && status.version !== undefined && epoch === status.epoch
  // A replica that lags behind answers with an older version: it proves life, and no more.
  if (isComparable && version < status.version) note(s, { state: 'ready', error: undefined })
  else {
    if (values !== undefined) {
      const flags = adopt(s.flags, values.flags, values.bad)
      if (flags !== s.flags || status.state !== 'ready') commands.push({ type: 'save' })
      s.flags = flags
      s.etag = values.etag
    }
    if (values !== undefined || version !== undefined) note(s, { version, epoch })
    note(s, { state: 'ready', error: undefined, source: 'network', fetchedAt })
  }
  if (values !== undefined) s.streamAddress = values.streamAddress
  report(s, values?.fault, commands)
  s.startedAt = s.sentMessage = undefined
  s.failures = s.attempts = s.floorAt = 0
  if (s.fetchAt > now) s.readyBy = undefined
  const isWanted = s.status.stream === 'closed' && !s.isAway && now >= s.streamAt
  if (isWanted && s.streamAddress !== undefined) {
    note(s, { stream: 'connecting' })
    s.streamAt = now
    commands.push({ type: 'listen', address: s.streamAddress })
  }
  ask(s, now + pollMs(s.pollIntervalMs, s.isAway || s.silentAt !== undefined, random))
}

function fail(
  s: Draft,
  { now, random, error, retryAfterMs }: Pick<Failure, 'error' | 'retryAfterMs'> & Moment,
  commands: SyncCommand[],
): void {
  if (s.failures === 0) {
    s.failingSince = s.startedAt ?? now
    s.attempts = 1
  }
  s.failures += 1
  const { status = 0 } = error
  // An error of this side does not go away by asking again soon.
  const isSlow = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  const isLong = isLongOutage(s.failingSince, now)
  const pauseMs = isSlow ? slowMs(random) : backoffMs(s.failures, isLong, random)
  s.fetchAt = now + (retryAfterMs ?? pauseMs)
  s.notBefore = isSlow || retryAfterMs !== undefined ? s.fetchAt : 0
  s.floorAt = earliestTry(s.failingSince, s.attempts, now)
  s.message ??= s.sentMessage
  s.startedAt = s.readyBy = undefined
  blame(s, error)
  report(s, error, commands)
}

function blame(s: Draft, error: SluiceError): void {
  const kept = s.status.source === 'default' ? 'offline' : 'stale'
  note(s, { error, state: error.code === 'UNAUTHORIZED' ? 'unauthorized' : kept })
}

/** Reports a failure when it is another than the last one. */
function report(s: Draft, error: SluiceError | undefined, commands: SyncCommand[]): void {
  if (error !== undefined && error.code !== s.reported) commands.push({ type: 'report', error })
  s.reported = error?.code
}

function lose(s: Draft, { now, random }: Moment, commands: SyncCommand[]): void {
  // An address that never opened may have run out: without the ETag a fresh one comes.
  if (s.status.stream === 'connecting') s.etag = undefined
  s.streamFailures = now - s.streamAt > LASTING_STREAM_MS ? 1 : s.streamFailures + 1
  s.streamAt = now + backoffMs(s.streamFailures, s.streamFailures > 20, random)
  hush(s, commands)
  ask(s, s.streamAt)
}

function hush(s: Draft, commands: SyncCommand[]): void {
  s.silentAt = undefined
  note(s, { stream: 'closed' })
  commands.push({ type: 'hush' })
}

function note(s: Draft, facts: Partial<SluiceStatus>): void {
  s.status = { ...s.status, ...facts }
}
