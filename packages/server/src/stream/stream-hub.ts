import { randomBytes } from 'node:crypto'
import type { Clock } from '../live/clock.ts'
import { Connection, type EndReason } from './connection.ts'
import { receiptOf } from './message-tag.ts'
import { createReceiptBook, type ReceiptBook, type ReceiptReport } from './receipts.ts'
import { createSpread, type Spread } from './spread.ts'
import type { StreamSink } from './stream-sink.ts'
import type { TicketHolder } from './ticket.ts'

/** At which share of the limit a hub that was full has room again. */
const ROOM_AGAIN = 0.9

/** Somebody who wants to listen. */
export interface Listener {
  readonly holder: TicketHolder
  readonly userAgent: string
}

/** What a hub needs. */
export interface StreamHubOptions {
  readonly clock: Clock
  /** In `[0, 1)`. */
  readonly random: () => number
  readonly epoch: string
  /** Streams over all environments. */
  readonly maxStreams: number
  /** The version that an environment is served at. */
  readonly versionOf: (environment: string) => number
  readonly onEnd?: (environment: string, reason: EndReason) => void
}

/** Everybody who listens, by environment. */
export interface StreamHub {
  /**
   * Lets somebody listen, and asks for a fetch at once.
   *
   * @returns what to tell when the client goes away; `undefined` when there is no room
   */
  open(listener: Listener, sink: StreamSink): Pick<Connection, 'left'> | undefined
  /**
   * Whether a new listener would be turned away. Once full, it stays so until a
   * tenth of the room is free, so that listeners do not come and go all the time.
   */
  readonly full: boolean
  /** A new version is being served: everybody is told to fetch. */
  published(environment: string): void
  /** The same version gives other values now: everybody is told to fetch. */
  valuesChanged(environment: string): void
  /** A fetch of a version brought back the `etag` of a message. Unknown ones mean nothing. */
  fetched(environment: string, tag: string, version: number): void
  receipts(environment: string, version: number): ReceiptReport
  /** Ends the streams of a key or token that stopped working. */
  revoke(holder: Pick<TicketHolder, 'kind' | 'id'>): void
  /** How many listen. */
  count(environment?: string): number
  /** Tells everybody when to come back, and ends. */
  close(): void
}

/** The listeners of one environment. */
interface Audience {
  readonly connections: Map<string, Connection>
  readonly spread: Spread<Connection>
  readonly book: ReceiptBook
}

/** Opens a hub. */
export function createStreamHub(options: StreamHubOptions): StreamHub {
  const { clock, epoch, maxStreams, versionOf } = options
  const audiences = new Map<string, Audience>()
  let total = 0
  let wasFull = false

  const audienceOf = (environment: string): Audience => {
    const known = audiences.get(environment)
    if (known !== undefined) return known
    const tell = (connection: Connection): void => {
      const version = versionOf(environment)
      connection.tell(`${epoch}.${version}`, version)
    }
    const made: Audience = {
      connections: new Map(),
      spread: createSpread(clock, tell),
      book: createReceiptBook(),
    }
    audiences.set(environment, made)
    return made
  }

  const isFull = (): boolean => {
    if (total >= maxStreams) wasFull = true
    else if (total <= maxStreams * ROOM_AGAIN) wasFull = false
    return wasFull
  }

  return {
    open({ holder, userAgent }, sink) {
      if (isFull()) return undefined
      const { environment } = holder
      const audience = audienceOf(environment)
      const receipt = randomBytes(16).toString('base64url')
      const connection = new Connection({
        clock,
        random: options.random,
        holder,
        name: randomBytes(4).toString('hex'),
        receipt,
        userAgent,
        sink,
        onEnd: (reason) => {
          total--
          audience.connections.delete(receipt)
          audience.spread.remove(connection)
          options.onEnd?.(environment, reason)
        },
      })
      total++
      audience.connections.set(receipt, connection)
      const version = versionOf(environment)
      // Also when its last event was of this version: that it was told to fetch does not say that an answer came.
      connection.tell(`${epoch}.${version}`, version)
      return connection
    },
    get full() {
      return isFull()
    },
    published(environment) {
      const audience = audienceOf(environment)
      audience.book.published(versionOf(environment), clock.monotonic())
      audience.spread.add(audience.connections.values())
    },
    valuesChanged(environment) {
      const { connections, spread } = audienceOf(environment)
      spread.add(connections.values())
    },
    fetched(environment, tag, version) {
      const audience = audiences.get(environment)
      const connection = audience?.connections.get(receiptOf(tag))
      if (audience === undefined || connection === undefined) return
      audience.book.fetched(connection, version, clock.monotonic())
      connection.fetchedVersion = Math.max(connection.fetchedVersion, version)
    },
    receipts(environment, version) {
      const audience = audienceOf(environment)
      return audience.book.report(version, audience.connections.values())
    },
    revoke({ kind, id }) {
      for (const { connections } of audiences.values()) {
        for (const connection of connections.values()) {
          const { holder } = connection
          if (holder.kind === kind && holder.id === id) connection.end('revoked')
        }
      }
    },
    count: (environment) =>
      environment === undefined ? total : (audiences.get(environment)?.connections.size ?? 0),
    close() {
      for (const { connections, spread } of audiences.values()) {
        spread.stop()
        for (const connection of connections.values()) connection.end('shutdown')
      }
    },
  }
}
