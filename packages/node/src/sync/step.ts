import { backoffMs, earliestTry, isRefusal, slowMs, SluiceError, spreadMs } from '@sluice/core'
import type { HeldRuleset } from '../ruleset/held-ruleset.ts'
import type { RulesetSource, SluiceNodeStatus } from '../status.ts'
import {
  GAP_MS,
  LASTING_STREAM_MS,
  NO_STREAM_MS,
  pollMs,
  REQUEST_TIMEOUT_MS,
  SILENCE_MS,
} from './pace.ts'
import type { Answer, Failure, Moment, SyncCommand, SyncEvent, SyncState } from './state.ts'

/** Under which names failures are reported, each once until it is over. */
const ASKING = 'asking'
const RULESET = 'ruleset'
const SNAPSHOT = 'snapshot'

/**
 * The machine behind a node: what to hold and what to do next. Pure; time and
 * chance come with the event.
 */
export function step(
  previous: SyncState,
  event: SyncEvent & Moment,
): [state: SyncState, commands: SyncCommand[]] {
  const s: { -readonly [K in keyof SyncState]: SyncState[K] } = { ...previous }
  const commands: SyncCommand[] = []
  const { now, random } = event
  const { readyTimeoutMs, pollIntervalMs } = s.settings

  const note = (facts: Partial<SluiceNodeStatus>): void => {
    s.status = { ...s.status, ...facts }
  }

  /** Something changed or may have: asks at `at`, or earlier when that was planned. */
  const ask = (at: number): void => {
    s.fetchAt = Math.max(s.notBefore, Math.min(s.fetchAt, at))
  }

  /** A person waits: no pause but the one that protects the service. */
  const askNow = (): void => {
    s.fetchAt = s.notBefore = s.failures > 0 ? Math.max(now, earliestTry(s, now)) : now
    s.readyBy = now + readyTimeoutMs
  }

  /** Reports what is not reported yet under this name; `undefined` says that it is over. */
  const report = (name: string, error: SluiceError | undefined): void => {
    const kept = [...s.reported].filter((one) => !one.startsWith(`${name}:`))
    const id = error && `${name}:${error.code}`
    if (error && id !== undefined && !s.reported.has(id)) commands.push({ type: 'report', error })
    s.reported = new Set(id === undefined ? kept : [...kept, id])
  }

  const hold = (held: HeldRuleset, source: RulesetSource): void => {
    s.held = held
    note({ source, version: held.version, epoch: held.epoch })
    const { quarantined } = held
    const [first] = quarantined
    const message = first && `Left out of version ${held.version}: ${first.path}: ${first.message}`
    report(
      RULESET,
      message === undefined
        ? undefined
        : new SluiceError('QUARANTINED_FLAG', message, { faults: quarantined }),
    )
  }

  const hush = (): void => {
    s.silentAt = Infinity
    s.receipt = undefined
    note({ stream: 'closed' })
    commands.push({ type: 'hush' })
  }

  const lose = (retryAfterMs?: number): void => {
    s.streamFailures = now - s.streamAt > LASTING_STREAM_MS ? 1 : s.streamFailures + 1
    const outageMs = s.streamFailures > 20 ? Infinity : 0
    // A service that starts anew loses all its streams at once, so even the first pause is wide.
    s.streamAt = now + (retryAfterMs ?? backoffMs(s.streamFailures + 2, outageMs, random))
    hush()
    // Meanwhile changes are found by asking; the answer then opens the stream again.
    ask(Math.min(s.streamAt, now + pollMs(pollIntervalMs, false, random)))
  }

  const blame = (error: SluiceError): void => {
    const kept = s.held === undefined ? 'offline' : 'stale'
    note({ error, state: error.code === 'UNAUTHORIZED' ? 'unauthorized' : kept })
  }

  const settle = (): void => {
    if (!s.isReading) s.readyBy = Infinity
  }

  const fail = ({ error, retryAfterMs }: Pick<Failure, 'error' | 'retryAfterMs'>): void => {
    if (s.failures === 0) {
      s.failingSince = s.startedAt
      s.attempts = 1
    }
    s.failures += 1
    const { status = 0 } = error
    const isSlow = isRefusal(status) || error.code === 'INVALID_OPTIONS'
    const backoff = backoffMs(s.failures, now - s.failingSince, random)
    const ownMs = isSlow ? slowMs(random) : backoff
    const pauseMs = retryAfterMs === undefined ? ownMs : spreadMs(retryAfterMs, backoff, random)
    s.fetchAt = Math.max(now + pauseMs, earliestTry(s, now))
    s.notBefore = isSlow || retryAfterMs !== undefined ? s.fetchAt : earliestTry(s, now)
    s.isInFlight = false
    settle()
    blame(error)
    report(ASKING, error)
  }

  const succeed = ({ held, fetchedAt }: Answer): void => {
    const before = s.held
    // A replica that lags behind answers with an older version: it proves life, and no more.
    const isOlder =
      held !== undefined && held.epoch === before?.epoch && held.version < before.version
    if (held !== undefined && !isOlder) {
      hold(held, 'network')
      if (s.settings.snapshot) commands.push({ type: 'save', held })
    }
    if (!isOlder) note({ source: s.held === undefined ? 'none' : 'network', fetchedAt })
    note({ state: 'ready', error: undefined })
    report(ASKING, undefined)
    s.isInFlight = false
    s.failures = s.attempts = 0
    if (s.fetchAt > now) s.readyBy = Infinity
    if (s.settings.stream && s.status.stream === 'closed' && now >= s.streamAt) {
      note({ stream: 'connecting' })
      s.streamAt = now
      s.silentAt = now + SILENCE_MS
      commands.push({ type: 'listen' })
    }
    ask(now + pollMs(pollIntervalMs, s.status.stream === 'open', random))
    // An answer opens it; this one came too early for that.
    if (s.settings.stream && s.status.stream === 'closed') ask(s.streamAt)
  }

  if (s.status.state === 'closed') return [previous, commands]

  switch (event.type) {
    case 'start':
    case 'refresh':
      askNow()
      break
    case 'snapshot':
      s.isReading = false
      report(SNAPSHOT, event.error)
      // Whatever the service said since the start is newer.
      if (event.held !== undefined && previous.isReading && s.status.source !== 'network') {
        hold(event.held, 'snapshot')
        if (s.status.state === 'offline') note({ state: 'stale' })
      }
      if (s.failures > 0 && !s.isInFlight) settle()
      break
    case 'saved':
      report(SNAPSHOT, event.error)
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
      s.silentAt = now + SILENCE_MS
      // What changed before the stream was there.
      ask(now + GAP_MS)
      break
    case 'alive':
      s.silentAt = now + SILENCE_MS
      break
    case 'message':
      s.silentAt = now + SILENCE_MS
      s.receipt = event.receipt
      ask(now)
      break
    case 'lost':
      lose(event.retryAfterMs === Infinity ? NO_STREAM_MS : event.retryAfterMs)
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
    fail({ error: new SluiceError('REQUEST_TIMEOUT', 'The service took over 10 s.') })
  }
  if (now >= s.readyBy) {
    s.readyBy = Infinity
    if (s.status.state === 'starting') {
      const message = `The service has not answered in ${readyTimeoutMs} ms: \`ready()\` went on without it.`
      blame(new SluiceError('READY_TIMEOUT', message))
    }
  }
  if (now >= s.silentAt) lose()
  if (!s.isInFlight && now >= s.fetchAt) {
    s.request += 1
    s.attempts += 1
    s.isInFlight = true
    s.startedAt = now
    s.fetchAt = Infinity
    s.notBefore = now + GAP_MS
    commands.push({ type: 'fetch', request: s.request, etag: s.held?.etag, receipt: s.receipt })
  }
  return [s, commands]
}

/** When time alone changes something next; `Infinity` when it never does. */
export function nextDeadline(s: SyncState): number {
  return s.status.state === 'closed'
    ? Infinity
    : Math.min(s.isInFlight ? s.startedAt + REQUEST_TIMEOUT_MS : s.fetchAt, s.readyBy, s.silentAt)
}
