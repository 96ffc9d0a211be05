import type { Clock } from '../live/clock.ts'
import { messageTag } from './message-tag.ts'
import type { Addressee } from './receipts.ts'
import { HEARTBEAT, refetchEvent, retryEvent } from './server-sent-event.ts'
import type { StreamSink } from './stream-sink.ts'
import type { TicketHolder } from './ticket.ts'

/** Silence after which a stream says that it is still there, in milliseconds. */
export const HEARTBEAT_MS = 15_000

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
  readonly sink: StreamSink
  readonly onEnd: (reason: EndReason) => void
}

/** One client that listens, and what it was told and has fetched. */
export class Connection implements Addressee {
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
  #isOpen = true
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

  /** The client went away. */
  left(): void {
    this.#ended('client')
  }

  /** Says when to come back and ends the stream; a client that does not read it is cut. */
  end(reason: EndReason): void {
    if (!this.#isOpen) return
    const { clock, random, sink } = this.#options
    this.#send(retryEvent(between(reason === 'lifetime' ? RENEWAL_MS : RETRY_MS, random())))
    if (this.#ended(reason)) sink.end()
    if (sink.lingers) clock.after(FAREWELL_MS, () => sink.cut())
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
    if (!this.#isOpen || this.#options.sink.send(text)) return
    this.#ended('slow')
    this.#options.sink.cut()
  }

  #ended(reason: EndReason): boolean {
    if (!this.#isOpen) return false
    this.#isOpen = false
    this.#cancelTimer?.()
    this.#options.onEnd(reason)
    return true
  }
}

function between({ from, to }: { from: number; to: number }, share: number): number {
  return from + (to - from) * share
}
