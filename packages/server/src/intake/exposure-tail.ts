import type { StoredEvent } from '@sluice/events/spool'
import type { Clock } from '../live/clock.ts'
import { HEARTBEAT } from '../stream/server-sent-event.ts'

/** What a listener is told of an exposure: what was shown, and nothing about whom. */
export interface TailedExposure {
  readonly type: 'exposure'
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly flag: string
  readonly variant?: string
  readonly reason?: string
  readonly phase?: string
  readonly weight?: number
  readonly override?: true
  /** Of a flag or a variant that does not exist for whoever sent it: in no count. */
  readonly unattributed?: true
  readonly reader?: string
}

/** Where a listener's events go. */
export interface TailSink {
  /** @returns `false` when there is no room, because the listener does not read */
  send(text: string): boolean
  end(): void
}

/** Who listens, and to what. */
export interface TailListener {
  readonly environment: string
  /** The token that it came with; its end is the end of the stream. */
  readonly tokenId: string
  /** Only exposures of this flag. */
  readonly flag?: string | undefined
  /** The environment does not have it. */
  readonly isUnknown?: boolean
  readonly sink: TailSink
}

/** Tells listeners of exposures as they reach the disk. */
export interface ExposureTail {
  /**
   * Begins to tell a listener.
   *
   * @returns what ends that; `undefined` when there is no room for another one
   */
  open(listener: TailListener): (() => void) | undefined
  kept(environment: string, events: readonly StoredEvent[]): void
  /** Ends the streams of a token that works no longer. */
  revoke(tokenId: string): void
  close(): void
}

/** How many may listen at once: people with a terminal or a console open. */
const MOST_LISTENERS = 100

/** Exposures a second that one listener is told of; more are counted and left out. Nobody reads faster. */
const PER_SECOND = 200

const HEARTBEAT_MS = 15_000
const WINDOW_MS = 1_000

interface Open extends TailListener {
  told: number
  leftOut: number
}

/** Makes a tail with nobody at it. */
export function createExposureTail(clock: Clock): ExposureTail {
  const listeners = new Set<Open>()
  let cancelTick: (() => void) | undefined
  let ticks = 0

  const send = (listener: Open, text: string): void => {
    if (!listener.sink.send(text)) end(listener)
  }
  const end = (listener: Open): void => {
    if (!listeners.delete(listener)) return
    listener.sink.end()
    if (listeners.size === 0) cancelTick?.()
  }
  // Only while somebody listens.
  const tick = (): void => {
    cancelTick = clock.after(WINDOW_MS, () => {
      ticks++
      for (const listener of listeners) {
        const { leftOut } = listener
        listener.told = 0
        listener.leftOut = 0
        if (leftOut > 0) send(listener, block({ type: 'left_out', count: leftOut }))
        else if (ticks % (HEARTBEAT_MS / WINDOW_MS) === 0) send(listener, HEARTBEAT)
      }
      if (listeners.size > 0) tick()
    })
  }
  return {
    open(options) {
      if (listeners.size >= MOST_LISTENERS) return undefined
      const listener = { ...options, told: 0, leftOut: 0 }
      if (listeners.size === 0) tick()
      listeners.add(listener)
      send(listener, HEARTBEAT)
      const { flag, isUnknown = false } = options
      if (flag !== undefined && isUnknown) send(listener, block({ type: 'unknown_flag', flag }))
      return () => end(listener)
    },
    kept(environment, events) {
      if (listeners.size === 0) return
      for (const event of events) {
        const { flag } = event
        if (event.type !== 'exposure' || flag === undefined) continue
        let text: string | undefined
        for (const listener of listeners) {
          if (listener.environment !== environment) continue
          if (listener.flag !== undefined && listener.flag !== flag) continue
          if (listener.told >= PER_SECOND) {
            listener.leftOut++
            continue
          }
          listener.told++
          text ??= block(tailed(event, flag))
          send(listener, text)
        }
      }
    },
    revoke(tokenId) {
      for (const listener of listeners) if (listener.tokenId === tokenId) end(listener)
    },
    close() {
      for (const listener of listeners) end(listener)
    },
  }
}

/** More came in a second than a listener is told of. */
interface LeftOut {
  readonly type: 'left_out'
  readonly count: number
}

/** A listener waits for a flag that the environment does not have. */
interface UnknownFlag {
  readonly type: 'unknown_flag'
  readonly flag: string
}

function block(message: TailedExposure | LeftOut | UnknownFlag): string {
  return `data: ${JSON.stringify(message)}\n\n`
}

function tailed(event: StoredEvent, flag: string): TailedExposure {
  const { id, at, variant, reason, phase, weight, override, unattributed, reader } = event
  return {
    type: 'exposure',
    id,
    at,
    flag,
    ...(variant !== undefined && { variant }),
    ...(reason !== undefined && { reason }),
    ...(phase !== undefined && { phase }),
    ...(weight !== undefined && { weight }),
    ...(override === true && { override }),
    ...(unattributed === true && { unattributed }),
    ...(reader !== undefined && { reader }),
  }
}
