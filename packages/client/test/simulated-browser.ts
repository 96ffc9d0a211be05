import { SluiceError } from '@sluice/core'
import type { FlagTable } from '../src/state.ts'
import { initialSync, type SyncCommand, type SyncEvent, type SyncState } from '../src/sync/state.ts'
import { nextDeadline, step } from '../src/sync/step.ts'
import { entering, type Holding } from '../src/sync-part.ts'
import type { Word } from '../src/tabs/word.ts'

const NOTHING: Holding = { flags: new Map(), source: 'default' }
const ADDRESS = { type: 'sse', url: 'http://flags.test/e' } as const
const HEARTBEAT_MS = 15_000

/** A value that says whom it is for and how new it is. */
export const valueOf = (context: string, version: number): string => `${context}:${version}`

const tableOf = (context: string, version: number): FlagTable =>
  new Map([
    ['flag', { key: 'flag', value: valueOf(context, version), reason: 'STATIC', metadata: {} }],
  ])

/** One tab with the machine in it. */
export interface SimulatedTab {
  readonly id: number
  state: SyncState
  context: string
  /** Closed, crashed or killed: nothing of it happens any more. */
  isDead: boolean
  /** Stopped in the middle of everything, without letting go of anything. */
  isStalled: boolean
  isListening: boolean
  hasChannel: boolean
  /** The number of its stream; what an older one says is not heard. */
  stream: number
  /** The version of which it asked before the rest of its client was there. */
  early: number | undefined
}

/**
 * Tabs of one browser and their service, in a time of their own. Chance decides
 * how long everything takes, so that a seed repeats a run.
 */
export class SimulatedBrowser {
  now = 1000
  readonly tabs: SimulatedTab[] = []
  readonly fetches: { at: number; tab: number; etag: string | undefined }[] = []
  version = 1
  isUp = true
  /** Other services than ours do not tell versions. */
  tellsVersion = true
  /** A person whom changes do not concern. */
  unconcerned: string | undefined
  readonly #random: () => number
  #due: { at: number; run: () => void }[] = []
  /** Who waits for the lock; the first holds it. */
  #lock: SimulatedTab[] = []

  constructor(random: () => number) {
    this.#random = random
    this.#later(HEARTBEAT_MS, () => this.#beat())
  }

  /** @param early - the version of an answer that its first request has already */
  open(context: string, early?: number): SimulatedTab {
    const tab: SimulatedTab = {
      id: this.tabs.length,
      state: initialSync(
        entering({ storage: 'local', stream: 'closed' }, NOTHING, []),
        2000,
        60_000,
      ),
      context,
      isDead: false,
      isStalled: false,
      isListening: false,
      hasChannel: false,
      stream: 0,
      early,
    }
    this.tabs.push(tab)
    this.setContext(tab, context)
    return tab
  }

  setContext(tab: SimulatedTab, context: string): void {
    tab.context = context
    this.send(tab, { type: 'context', held: NOTHING, shown: NOTHING.flags })
  }

  /** Ends a tab as the system does: nobody asks it. */
  kill(tab: SimulatedTab): void {
    tab.isDead = true
    tab.isListening = tab.hasChannel = false
    this.#unlock(tab)
  }

  /** Publishes a new version. */
  change(): void {
    this.version++
    if (this.isUp) for (const tab of this.#listeners()) this.#message(tab)
  }

  /** Takes the service down or brings it back. */
  setUp(isUp: boolean): void {
    this.isUp = isUp
    if (!isUp) for (const tab of this.#listeners()) this.#hear(tab, tab.stream, { type: 'lost' })
  }

  send(tab: SimulatedTab, event: SyncEvent): void {
    if (tab.isDead || tab.isStalled) return
    const [state, commands] = step(tab.state, { ...event, now: this.now, random: this.#random() })
    tab.state = state
    for (const command of commands) this.#run(tab, command)
    if (this.#listeners().length > 1) throw new Error('Two tabs hold a stream.')
    const value = state.flags.get('flag')?.value
    if (value !== undefined && !`${value as string}`.startsWith(`${tab.context}:`))
      throw new Error(`A tab of ${tab.context} shows ${value as string}.`)
  }

  advance(ms: number): void {
    const end = this.now + ms
    let spins = 0
    for (;;) {
      const tick = this.tabs
        .filter(({ isDead, isStalled }) => !isDead && !isStalled)
        .map((tab) => ({
          at: nextDeadline(tab.state),
          run: () => this.send(tab, { type: 'tick' }),
        }))
      const next = [...this.#due, ...tick].reduce(
        (first, other) => (other.at < first.at ? other : first),
        { at: Infinity, run: () => {} },
      )
      if (next.at > end) break
      spins = next.at > this.now ? 0 : spins + 1
      if (spins > 1000) throw new Error('It asks to be woken for ever.')
      this.now = Math.max(this.now, next.at)
      this.#due = this.#due.filter((other) => other !== next)
      next.run()
    }
    this.now = end
  }

  #run(tab: SimulatedTab, command: SyncCommand): void {
    switch (command.type) {
      case 'fetch':
        return this.#answer(tab, command.request, command.etag)
      case 'listen': {
        tab.isListening = true
        const stream = ++tab.stream
        this.#later(this.#latency(), () => {
          if (!this.isUp) return this.#hear(tab, stream, { type: 'lost' })
          this.#hear(tab, stream, { type: 'open' })
          this.#hear(tab, stream, { type: 'heartbeat' })
          this.#hear(tab, stream, { type: 'message', message: { type: 'refetchEvaluation' } })
        })
        return
      }
      case 'hush':
        tab.isListening = false
        return
      case 'campaign':
        tab.hasChannel = true
        this.#lock.push(tab)
        if (this.#lock[0] === tab) this.#grant()
        return
      case 'resign':
        return this.#unlock(tab)
      case 'leave':
        tab.hasChannel = false
        return this.#unlock(tab)
      case 'greet':
        for (const other of this.tabs) {
          if (other === tab || !other.hasChannel) continue
          this.#later(this.#random() * 5, () => this.send(other, { type: 'greeted' }))
        }
        return
      case 'post':
        return this.#post(tab, command.word)
      default:
    }
  }

  #answer(tab: SimulatedTab, request: number, etag: string | undefined): void {
    this.fetches.push({ at: this.now, tab: tab.id, etag })
    const { context, early } = tab
    tab.early = undefined
    this.#later(this.#latency(), () => {
      const latest = early ?? this.version
      const version = context === this.unconcerned ? 1 : latest
      const isSame = etag === valueOf(context, version)
      if (this.isUp)
        this.#later(this.#latency(), () =>
          this.send(tab, {
            type: 'answer',
            request,
            ...(this.tellsVersion && { version: latest, epoch: 'e' }),
            fetchedAt: this.now,
            ...(!isSame && {
              values: {
                flags: tableOf(context, version),
                bad: [],
                etag: valueOf(context, version),
                streamAddress: ADDRESS,
              },
            }),
          }),
        )
      else
        this.send(tab, { type: 'failure', request, error: new SluiceError('NETWORK_FAILED', 'no') })
    })
  }

  #post(from: SimulatedTab, word: Word): void {
    const { context } = from
    for (const tab of this.tabs) {
      if (tab === from || !tab.hasChannel) continue
      this.#later(this.#random() * 5, () => {
        if (!tab.hasChannel) return
        this.send(tab, { type: 'told', told: { ...word, isSameContext: tab.context === context } })
      })
    }
  }

  #unlock(tab: SimulatedTab): void {
    const held = this.#lock[0] === tab
    this.#lock = this.#lock.filter((other) => other !== tab)
    if (held) this.#grant()
  }

  #grant(): void {
    const [tab] = this.#lock
    if (!tab) return
    this.#later(this.#random() * 5, () => {
      if (this.#lock[0] === tab) this.send(tab, { type: 'elected', role: 'leading' })
    })
  }

  #beat(): void {
    if (this.isUp)
      for (const tab of this.#listeners()) this.#hear(tab, tab.stream, { type: 'heartbeat' })
    this.#later(HEARTBEAT_MS, () => this.#beat())
  }

  #message(tab: SimulatedTab): void {
    const { stream } = tab
    this.#later(this.#latency(), () =>
      this.#hear(tab, stream, { type: 'message', message: { type: 'refetchEvaluation' } }),
    )
  }

  #hear(tab: SimulatedTab, stream: number, event: SyncEvent): void {
    if (tab.isListening && tab.stream === stream) this.send(tab, event)
  }

  #listeners(): SimulatedTab[] {
    return this.tabs.filter(({ isListening, isStalled }) => isListening && !isStalled)
  }

  #latency(): number {
    return 1 + this.#random() * 80
  }

  #later(ms: number, run: () => void): void {
    this.#due.push({ at: this.now + ms, run })
  }
}
