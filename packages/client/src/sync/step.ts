import { SluiceError } from '@sluice/core'
import { adopt } from '../flags.ts'
import type { SluiceStatus } from '../status.ts'
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
import type { Answer, Failure, Moment, SyncCommand, SyncEvent, SyncState } from './state.ts'

/**
 * The machine behind the client: what to hold and what to do next. Pure; time
 * and chance come with the event.
 */
export function step(
  previous: SyncState,
  event: SyncEvent & Moment,
): [state: SyncState, commands: SyncCommand[]] {
  const s: { -readonly [K in keyof SyncState]: SyncState[K] } = { ...previous }
  const commands: SyncCommand[] = []
  const { now, random } = event

  const note = (facts: Partial<SluiceStatus>): void => {
    s.status = { ...s.status, ...facts }
  }

  /** Something changed or may have: asks at `at`, or earlier when that was planned. */
  const ask = (at: number): void => {
    s.fetchAt = Math.max(s.notBefore, Math.min(s.fetchAt, at))
  }

  /** A person waits: no pause but the one that protects the service. */
  const askNow = (): void => {
    s.fetchAt = s.notBefore = s.failures > 0 ? Math.max(now, earliestTry(s, now)) : now
    s.readyBy = now + s.readyTimeoutMs
  }

  const hush = (): void => {
    s.silentAt = Infinity
    note({ stream: 'closed' })
    commands.push({ type: 'hush' })
  }

  const lose = (): void => {
    // An address that never opened may have run out: without the ETag a fresh one comes.
    if (s.status.stream === 'connecting') s.etag = undefined
    s.streamFailures = now - s.streamAt > LASTING_STREAM_MS ? 1 : s.streamFailures + 1
    s.streamAt = now + backoffMs(s.streamFailures, s.streamFailures > 20, random)
    hush()
    ask(s.streamAt)
  }

  /** Reports a failure when it is another than the last one. */
  const report = (error: SluiceError | undefined): void => {
    if (error && error.code !== s.reported) commands.push({ type: 'report', error })
    s.reported = error?.code
  }

  const blame = (error: SluiceError): void => {
    const kept = s.status.source === 'default' ? 'offline' : 'stale'
    note({ error, state: error.code === 'UNAUTHORIZED' ? 'unauthorized' : kept })
  }

  const fail = ({ error, retryAfterMs }: Pick<Failure, 'error' | 'retryAfterMs'>): void => {
    if (s.failures === 0) {
      s.failingSince = s.startedAt
      s.attempts = 1
    }
    s.failures += 1
    const { status = 0 } = error
    // An error of this side does not go away by asking again soon.
    const isSlow = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
    const isLong = isLongOutage(s.failingSince, now)
    const pauseMs =
      retryAfterMs ?? (isSlow ? slowMs(random) : backoffMs(s.failures, isLong, random))
    s.fetchAt = Math.max(now + pauseMs, earliestTry(s, now))
    s.notBefore = isSlow || retryAfterMs !== undefined ? s.fetchAt : earliestTry(s, now)
    s.isInFlight = false
    s.readyBy = Infinity
    blame(error)
    report(error)
  }

  const succeed = ({ values, version, epoch, fetchedAt }: Answer): void => {
    const { status } = s
    // What was stored orders nothing: it may be anybody's. Only the service's own word does.
    const held = status.source !== 'cache' && epoch === status.epoch ? (status.version ?? 0) : 0
    // A replica that lags behind answers with an older version: it proves life, and no more.
    if (!((version ?? held) < held)) {
      note({ source: 'network', fetchedAt })
      if (values !== undefined || version !== undefined) note({ version, epoch })
      if (values) {
        const flags = adopt(s.flags, values.flags, values.bad)
        if (flags !== s.flags || status.state !== 'ready') commands.push({ type: 'save' })
        s.flags = flags
        s.etag = values.etag
      }
    }
    note({ state: 'ready', error: undefined })
    report(values?.fault)
    s.isInFlight = false
    s.failures = s.attempts = 0
    if (s.message === s.sentMessage) s.message = undefined
    if (s.fetchAt > now) s.readyBy = Infinity
    if (values) s.streamAddress = values.streamAddress
    const isSeen = now < s.idleAt
    if (s.status.stream === 'closed' && s.streamAddress && isSeen && now >= s.streamAt) {
      note({ stream: 'connecting' })
      s.streamAt = now
      commands.push({ type: 'listen', address: s.streamAddress })
    }
    ask(now + pollMs(s.pollIntervalMs, !isSeen || s.silentAt < Infinity, random))
  }

  if (s.status.state === 'closed') return [previous, commands]

  switch (event.type) {
    case 'context': {
      const { flags, source, version, epoch, fetchedAt } = event.held
      s.flags = flags
      note({ state: 'starting', error: undefined, source, version, epoch, fetchedAt })
      s.etag = undefined
      s.isInFlight = false
      commands.push({ type: 'abort' })
      askNow()
      break
    }
    case 'refresh':
      askNow()
      break
    case 'answer':
      if (s.isInFlight && event.request === s.request) succeed(event)
      break
    case 'failure':
      if (s.isInFlight && event.request === s.request) fail(event)
      break
    case 'open':
      note({ stream: 'open' })
      s.streamAt = now
      // What changed before the stream was there; most services send a message at once, which this meets.
      ask(now + GAP_MS)
      break
    case 'heartbeat':
      s.silentAt = now + SILENCE_MS
      break
    case 'message':
      if (s.silentAt < Infinity) s.silentAt = now + SILENCE_MS
      s.message = event.message
      ask(now)
      break
    case 'lost':
      lose()
      break
    case 'hidden':
      s.idleAt = now + (s.streamAddress?.inactivityDelaySec ?? 120) * 1000
      break
    case 'gone':
      s.idleAt = now
      break
    case 'visible':
      // What the protocol asks for on return: the whole answer, with a fresh stream.
      if (now >= s.idleAt) s.etag = undefined
      s.idleAt = Infinity
      ask(now + GAP_MS * random)
      break
    case 'online':
      ask(now + GAP_MS * random)
      break
    case 'unstored':
      note({ storage: 'memory' })
      break
    case 'close':
      hush()
      note({ state: 'closed' })
      s.readyBy = Infinity
      commands.push({ type: 'abort' })
      return [s, commands]
    case 'tick':
  }

  // What is due by now, whatever the event was.
  if (s.isInFlight && now >= s.startedAt + REQUEST_TIMEOUT_MS) {
    commands.push({ type: 'abort' })
    fail({ error: new SluiceError('REQUEST_TIMEOUT', 'The service took longer than 10 s.') })
  }
  if (now >= s.readyBy) {
    s.readyBy = Infinity
    if (s.status.state === 'starting') blame(new SluiceError('READY_TIMEOUT', 'No answer yet.'))
  }
  if (now >= s.silentAt) lose()
  if (now >= s.idleAt && s.status.stream !== 'closed') hush()
  if (!s.isInFlight && now >= s.fetchAt) {
    s.request += 1
    s.attempts += 1
    s.isInFlight = true
    s.startedAt = now
    s.fetchAt = Infinity
    s.notBefore = now + GAP_MS
    s.sentMessage = s.message
    commands.push({ type: 'fetch', request: s.request, etag: s.etag, message: s.message })
  }
  return [s, commands]
}

/** When time alone changes something next; `Infinity` when it never does. */
export function nextDeadline(s: SyncState): number {
  return s.status.state === 'closed'
    ? Infinity
    : Math.min(
        s.isInFlight ? s.startedAt + REQUEST_TIMEOUT_MS : s.fetchAt,
        s.readyBy,
        s.silentAt,
        s.status.stream === 'closed' ? Infinity : s.idleAt,
      )
}
