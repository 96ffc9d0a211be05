import type { UnderlyingDefaultSource } from 'node:stream/web'
import type { Clock } from '../live/clock.ts'
import { messageTag } from './message-tag.ts'
import type { Addressee } from './receipts.ts'
import { HEARTBEAT, refetchEvent, retryEvent } from './server-sent-event.ts'
import type { TicketHolder } from './ticket.ts'

/** Silence after which a stream says that it is still there, in milliseconds. */
export const HEARTBEAT_MS = 15_000

/** What may wait for a client that does not read, in bytes; at more it is cut. */
export const BUFFER_LIMIT_BYTES: number = 256 * 1024

/** How long a stream lives, in milliseconds, give or take a fifth. */
const LIFETIME_MS = 30 * 60 * 1000
const LIFETIME_SPREAD = 0.2

/** How long a client waits before it connects again: spreads the clients of a service that went or died. */
const RETRY_MS = { from: 1_000, to: 12_000 }

/** The same for one whose time was up, since these come one by one anyway. */
const RENEWAL_MS = { from: 100, to: 1_000 }

/** How long a client that was told goodbye may take to read it. */
const FAREWELL_MS = 2_000

/** Why a stream ended. */
export type EndReason = 'client' | 'slow' | 'lifetime' | 'revoked' | 'shutdown'

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly clock: Clock
  /** In `[0, 1)`. */
  readonly random: () => number
  readonly holder: TicketHolder
  readonly name: string
  readonly receipt: string
  readonly userAgent: string
  /** Breaks the connection under the stream, for a client that does not read. */
  readonly abort: (() => void) | undefined
  readonly onEnd: (reason: EndReason) => void
}

const encoder = new TextEncoder()

/** One client that listens: the stream it reads, and what it was told and has fetched. */
export class Connection implements Addressee {
  readonly stream: ReadableStream<Uint8Array>
  readonly holder: TicketHolder
  readonly name: string
  readonly receipt: string
  readonly userAgent: string
  readonly connectedAt: number
  readonly connectedAtMonotonic: number
  /** The version it was last told to fetch; -1 before the first. */
  toldVersion = -1
  fetchedVersion = -1

  readonly #options: ConnectionOptions
  readonly #endsAt: number
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #cancelTimer: (() => void) | undefined
  #repeat = 0

  constructor(options: ConnectionOptions) {
    const { clock, random } = options
    this.#options = options
    this.holder = options.holder
    this.name = options.name
    this.receipt = options.receipt
    this.userAgent = options.userAgent
    this.connectedAt = clock.now()
    this.connectedAtMonotonic = clock.monotonic()
    const share = 1 - LIFETIME_SPREAD + 2 * LIFETIME_SPREAD * random()
    this.#endsAt = this.connectedAtMonotonic + LIFETIME_MS * share
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (controller) => {
        this.#controller = controller
      },
      cancel: () => {
        this.#ended('client')
      },
    }
    this.stream = new ReadableStream<Uint8Array>(
      source,
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_LIMIT_BYTES }),
    )
    this.#send(retryEvent(between(RETRY_MS, random())))
    this.#wait()
  }

  /** Asks for a fetch of the given version. */
  tell(id: string, version: number): void {
    this.#repeat = version === this.toldVersion ? this.#repeat + 1 : 0
    this.toldVersion = version
    const tag = messageTag(this.receipt, version, this.#repeat)
    this.#send(refetchEvent({ id, tag, at: this.#options.clock.now() }))
  }

  /** Says when to come back and ends the stream; a client that does not read it is cut. */
  end(reason: EndReason): void {
    const controller = this.#controller
    if (controller === undefined) return
    const { abort, clock, random } = this.#options
    this.#send(retryEvent(between(reason === 'lifetime' ? RENEWAL_MS : RETRY_MS, random())))
    if (this.#ended(reason)) controller.close()
    if (abort !== undefined) clock.after(FAREWELL_MS, abort)
  }

  #wait(): void {
    const { clock } = this.#options
    this.#cancelTimer = clock.after(HEARTBEAT_MS, () => {
      if (clock.monotonic() >= this.#endsAt) return this.end('lifetime')
      this.#wait()
      this.#send(HEARTBEAT)
    })
  }

  #send(text: string): void {
    const controller = this.#controller
    if (controller === undefined) return
    const bytes = encoder.encode(text)
    if ((controller.desiredSize ?? 0) >= bytes.byteLength) return controller.enqueue(bytes)
    this.#ended('slow')
    const { abort } = this.#options
    if (abort === undefined) controller.error(new Error('The client reads too slowly.'))
    else abort()
  }

  #ended(reason: EndReason): boolean {
    if (this.#controller === undefined) return false
    this.#controller = undefined
    this.#cancelTimer?.()
    this.#options.onEnd(reason)
    return true
  }
}

function between({ from, to }: { from: number; to: number }, share: number): number {
  return from + (to - from) * share
}
