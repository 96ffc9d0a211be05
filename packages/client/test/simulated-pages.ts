import type { EventBatch, SluiceEvent } from '@sluice/core'
import { createSluiceClient } from '../src/create-client.ts'
import type { Environment, SluiceClient, SluiceClientOptions, Tabs } from '../src/index.ts'
import type { PageEvent } from '../src/environment.ts'
import type { OpenedRows, Row, Rows } from '../src/events/rows.ts'
import { bulk, mapStorage, settle } from './fake-environment.ts'
// Loaded ahead, so that tests wait for no disk.
import '../src/sync/start-sync.ts'

/** How the service, or what lies before it, treats a post of events. */
export type Weather =
  | 'fair'
  /** Nothing gets there. */
  | 'offline'
  /** It arrives, and the answer does not. */
  | 'deaf'
  /** It arrives, and nobody ever answers. */
  | 'silent'
  | 'portal'
  /** Nothing is small enough, or nothing can be read. */
  | 'too large'
  | 'unreadable'
  /** Every event is refused by its place, in a batch that is taken or in one that is not. */
  | 'picky'
  | 'naming'
  /** It says of no event that it has it, nor that it has it not. */
  | 'short'
  | 400
  | 401
  | 408
  | 413
  | 429
  | 500
  | 503

/** One post as the service saw it, or would have. */
export interface SeenPost {
  readonly at: number
  readonly tab: number
  readonly bytes: number
  readonly events: number
  readonly keepalive: boolean
  readonly weather: Weather
}

/** One page of the browser. */
export interface SimulatedPage {
  readonly id: number
  readonly client: SluiceClient
  isAlive: boolean
  page(event: PageEvent): void
}

/** A browser with many pages, its storage and a service; everything follows from a seed. */
export class SimulatedPages {
  now = 1000
  weather: Weather = 'fair'
  /** Sent with 429 and 503. */
  retryAfter: string | undefined
  /** Whether databases can be opened, and whether they take what is written. */
  isDenied = false
  isFull = false
  /** How often a database was opened. */
  opened = 0
  /** How many connections to it nobody has closed. */
  connections = 0
  readonly pages: SimulatedPage[] = []
  readonly posts: SeenPost[] = []
  readonly beacons: { readonly url: string; readonly body: string }[] = []
  /** What the service has, by id, and how often it came. */
  readonly accepted: Map<string, SluiceEvent> = new Map<string, SluiceEvent>()
  readonly times: Map<string, number> = new Map<string, number>()
  /** Names of outcomes that the service does not take. */
  readonly bad: Set<string> = new Set<string>()
  /** Names of outcomes for which the service refuses whatever they come with. */
  readonly poison: Set<string> = new Set<string>()
  /** Names of outcomes that the service neither takes nor refuses. */
  readonly swallowed: Set<string> = new Set<string>()
  readonly rows: Map<string, Row> = new Map<string, Row>()
  readonly local: Map<string, string> = new Map<string, string>()
  readonly options: Partial<SluiceClientOptions>
  #seed: number
  #timers = new Set<{ at: number; run: () => void; page: number }>()
  #locks = new Map<string, { page: number; grant: () => void }[]>()
  #channels = new Set<{ page: number; name: string; told: (message: unknown) => void }>()
  #generation = 0

  constructor(seed: number, options: Partial<SluiceClientOptions> = {}) {
    this.#seed = seed
    this.options = options
  }

  /** In `[0, 1)`. */
  random(): number {
    // Mulberry32.
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  async open(): Promise<SimulatedPage> {
    const id = this.pages.length
    const listeners = new Set<(event: PageEvent) => void>()
    const page: SimulatedPage = {
      id,
      isAlive: true,
      page: (event) => listeners.forEach((listener) => listener(event)),
      client: createSluiceClient({
        url: 'http://flags.test',
        clientKey: 'k',
        context: { targetingKey: 'ada' },
        reader: 'shop.test',
        stream: false,
        pollIntervalMs: 1e9,
        ...this.options,
        environment: this.#environment(id, listeners),
      }),
    }
    this.pages.push(page)
    await settle()
    return page
  }

  /** The page is gone from one moment to the next; nobody was told. */
  kill(page: SimulatedPage): void {
    page.isAlive = false
    for (const timer of this.#timers) if (timer.page === page.id) this.#timers.delete(timer)
    for (const channel of this.#channels)
      if (channel.page === page.id) this.#channels.delete(channel)
    for (const [name, queue] of this.#locks) {
      const wasHeld = queue[0]?.page === page.id
      const rest = queue.filter((waiting) => waiting.page !== page.id)
      this.#locks.set(name, rest)
      if (wasHeld) this.#grant(name)
    }
  }

  /** The page is left for another: it is told, and then it is gone. */
  leave(page: SimulatedPage): void {
    page.page('hidden')
    page.page('gone')
    this.kill(page)
  }

  /** Closes every database, as a browser may. */
  closeDatabases(): void {
    this.#generation++
  }

  async advance(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      await settle()
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers.delete(due)
      this.now = Math.max(this.now, due.at)
      due.run()
    }
    this.now = end
  }

  #later(page: number, ms: number, run: () => void): () => void {
    if (!this.#isAlive(page)) return () => {}
    const timer = { at: this.now + Math.max(0, ms), run, page }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  #isAlive(page: number): boolean {
    return this.pages[page]?.isAlive !== false
  }

  #grant(name: string): void {
    const [first] = this.#locks.get(name) ?? []
    if (first) this.#later(first.page, 1, () => first.grant())
  }

  #environment(page: number, listeners: Set<(event: PageEvent) => void>): Partial<Environment> {
    const session = new Map<string, string>()
    return {
      now: () => this.now,
      wallClock: () => 1_800_000_000_000 + this.now,
      random: () => this.random(),
      schedule: (run, ms) => this.#later(page, ms, run),
      storage: (kind) => mapStorage(kind === 'local' ? this.local : session),
      watchPage(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      fetch: (input, init) =>
        (input as string).endsWith('/v1/events')
          ? this.#post(page, init as RequestInit)
          : Promise.resolve(bulk({ gate: true })),
      openRows: () => this.#openRows(page),
      rowsIn: (opened) => opened as OpenedRows & Rows,
      dropRows: () => {
        this.rows.clear()
        this.#generation++
      },
      beacon: (url, body) => this.beacons.push({ url, body }) > 0,
      joinTabs: (name, told) => this.#joinTabs(page, name, told),
    }
  }

  #post(page: number, { body, keepalive = false, signal }: RequestInit): Promise<Response> {
    if (!this.#isAlive(page)) return new Promise(() => {})
    const { weather } = this
    const { events } = JSON.parse(body as string) as EventBatch
    const bytes = new TextEncoder().encode(body as string).length
    this.posts.push({ at: this.now, tab: page, bytes, events: events.length, keepalive, weather })
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      const fail = (): void => reject(new TypeError('Failed to fetch'))
      // On the way there the page may die; only what may outlive it still arrives.
      this.#later(-1, 1 + this.random() * 50, () => {
        if (!this.#isAlive(page) && !keepalive) return
        // Nobody is left to hear of it.
        if (weather === 'offline') return this.#isAlive(page) ? fail() : undefined
        const response = this.#answer(events, weather)
        this.#later(page, 1 + this.random() * 50, () => {
          if (weather === 'deaf') fail()
          else if (weather !== 'silent') resolve(response)
        })
      })
    })
  }

  #answer(events: readonly SluiceEvent[], weather: Weather): Response {
    if (weather === 'portal') return new Response('<html>Please sign in</html>')
    if (weather === 413 && events.length <= 3) return this.#take(events)
    if (weather === 'too large') return new Response('<html>', { status: 413 })
    if (weather === 'unreadable') return Response.json({ code: 'JSON_MALFORMED' }, { status: 400 })
    if (weather === 'picky' || weather === 'naming') {
      const refused = events.map((_, index) => ({ index, code: 'x', message: 'x' }))
      return weather === 'picky'
        ? Response.json({ accepted: 0, refused })
        : Response.json({ refused }, { status: 400 })
    }
    if (weather === 'short') return Response.json({ accepted: 0, refused: [] })
    if (typeof weather === 'number') {
      const { retryAfter } = this
      return new Response('{}', {
        status: weather,
        headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
      })
    }
    return this.#take(events)
  }

  #take(all: readonly SluiceEvent[]): Response {
    const events = all.filter(
      (event) => event.type !== 'outcome' || !this.swallowed.has(event.name),
    )
    if (events.some((event) => event.type === 'outcome' && this.poison.has(event.name)))
      return Response.json({ code: 'JSON_NUMBER_UNSAFE' }, { status: 400 })
    const refused = events.flatMap((event, index) =>
      event.type === 'outcome' && this.bad.has(event.name)
        ? [{ index, code: 'x', message: 'x' }]
        : [],
    )
    for (const [index, event] of events.entries()) {
      if (refused.some((one) => one.index === index)) continue
      this.accepted.set(event.id, event)
      this.times.set(event.id, (this.times.get(event.id) ?? 0) + 1)
    }
    return Response.json({ accepted: events.length - refused.length, refused })
  }

  #openRows(page: number): Promise<OpenedRows & Rows> {
    if (this.isDenied) throw new DOMException('denied', 'SecurityError')
    this.opened++
    this.connections++
    const mine = this.#generation
    let isClosed = false
    const settleLater = <T>(value: T): Promise<T> =>
      new Promise((resolve) => this.#later(page, this.random() * 5, () => resolve(value)))
    const opened: OpenedRows & Rows = {
      put: (row) => void opened.write([row], []).catch(() => {}),
      write: (put, gone) => {
        // What a promise of a dead page still does is nothing that happens.
        if (!this.#isAlive(page)) return new Promise(() => {})
        if (isClosed || mine !== this.#generation || this.isFull)
          return Promise.reject(new DOMException('no', 'InvalidStateError'))
        // What was called in a task is on its way, whatever happens to the page.
        for (const row of put) this.rows.set(row.key, row)
        for (const key of gone) this.rows.delete(key)
        return settleLater(undefined)
      },
      all: () => settleLater([...this.rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1))),
      close: () => {
        if (!isClosed) this.connections--
        isClosed = true
      },
    }
    return settleLater(opened)
  }

  #joinTabs(page: number, name: string, told: (message: unknown) => void): Tabs {
    const channel = { page, name, told }
    if (!this.#isAlive(page)) throw new DOMException('dead', 'InvalidStateError')
    this.#channels.add(channel)
    const request = (lock: string, grant: () => void): (() => void) => {
      const waiting = { page, grant }
      const queue = [...(this.#locks.get(lock) ?? []), waiting]
      this.#locks.set(lock, queue)
      if (queue.length === 1) this.#grant(lock)
      return () => {
        const held = this.#locks.get(lock)?.[0] === waiting
        this.#locks.set(
          lock,
          (this.#locks.get(lock) ?? []).filter((other) => other !== waiting),
        )
        if (held) this.#grant(lock)
      }
    }
    return {
      campaign: (elected) => request(name, elected),
      live: (tab) => request(`${name}.${tab}`, () => {}),
      living: () =>
        Promise.resolve(
          new Set(
            [...this.#locks].flatMap(([lock, queue]) =>
              queue.length > 0 && lock.startsWith(`${name}.`) ? lock.slice(name.length + 1) : [],
            ),
          ),
        ),
      post: (message) => {
        for (const other of this.#channels)
          if (other !== channel && other.name === name)
            this.#later(other.page, 1 + this.random() * 5, () => {
              if (this.#channels.has(other)) other.told(message)
            })
      },
      close: () => void this.#channels.delete(channel),
    }
  }
}
