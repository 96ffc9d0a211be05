import type { Environment, EventSourceLike, PageEvent } from '../src/environment.ts'
import type { OpenedRows, Rows } from '../src/events/rows.ts'
import type { EventBatch } from '@sluice/core'
import type { StorageLike } from '../src/storage.ts'
import { fakeDatabases, type FakeDatabases } from './fake-rows.ts'

/** One request that the client made; `answer` or `drop` ends it. */
export interface FakeRequest {
  readonly url: URL
  readonly headers: Headers
  readonly context: unknown
  readonly at: number
  readonly signal: AbortSignal
  answer(response: Response): Promise<void>
  drop(): Promise<void>
}

/** One stream that the client opened. */
export interface FakeStream extends EventSourceLike {
  readonly url: string
  readonly at: number
  isClosed: boolean
  open(): void
  send(data: unknown): void
  fail(): void
}

/** One post of events that the client made. */
export interface FakePost extends Omit<FakeRequest, 'context'> {
  readonly batch: EventBatch
  readonly keepalive: boolean
}

/** A world in the hands of a test: time stands still, nothing answers by itself. */
export interface FakeEnvironment extends Environment {
  readonly requests: FakeRequest[]
  readonly posts: FakePost[]
  readonly databases: FakeDatabases
  readonly streams: FakeStream[]
  readonly local: Map<string, string>
  readonly session: Map<string, string>
  /** How many timers run. */
  timers(): number
  /** How many watch the page. */
  watchers(): number
  /** How many are told when it may go, because the rest is not there. */
  leaving(): number
  page(event: PageEvent): void
  /** The newest request. */
  request(): FakeRequest
  stream(): FakeStream
  /** What answers requests from now on; `undefined` leaves them open. */
  serve(handler: ((request: FakeRequest) => Response | undefined | 'drop') | undefined): void
  /** What answers posts of events from now on; `undefined` leaves them open. */
  take(handler: ((post: FakePost) => Response | undefined | 'drop') | undefined): void
  /** Lets time pass, timers ring, and everything settle in between. */
  advance(ms: number): Promise<void>
  settle(): Promise<void>
  /** Whether a request that is aborted is answered all the same, as by a fetch that knows no signals. */
  ignoresAborts: boolean
  /** Chance, from now on. */
  chance: () => number
  startedAt: number
}

/** Storage over a map. */
export function mapStorage(map: Map<string, string>): StorageLike {
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  }
}

/** Lets whatever waits for a promise go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(0)
    })
  }
}

/** Makes a world. */
export function fakeEnvironment(): FakeEnvironment {
  let now = 1000
  const timers = new Set<{ at: number; callback: () => void }>()
  const watchers = new Set<(event: PageEvent) => void>()
  const leaving = new Set<() => void>()
  const requests: FakeRequest[] = []
  const streams: FakeStream[] = []
  const local = new Map<string, string>()
  const session = new Map<string, string>()
  const posts: FakePost[] = []
  const databases = fakeDatabases()
  let handler: ((request: FakeRequest) => Response | undefined | 'drop') | undefined
  let taker: ((post: FakePost) => Response | undefined | 'drop') | undefined

  const world: FakeEnvironment = {
    requests,
    posts,
    databases,
    beacon: () => false,
    openRows: (name) => databases.openRows(name),
    rowsIn: (opened) => opened as OpenedRows & Rows,
    dropRows: (name) => databases.dropRows(name),
    watchLeaving(listener, { signal }) {
      leaving.add(listener)
      signal.addEventListener('abort', () => leaving.delete(listener))
    },
    leaving: () => leaving.size,
    streams,
    local,
    session,
    ignoresAborts: false,
    startedAt: 1_800_000_000_000,
    chance: () => 0.5,
    now: () => now,
    wallClock: () => world.startedAt + now,
    random: () => world.chance(),
    schedule(callback, delayMs) {
      // What browsers do with a delay that does not fit.
      const timer = { at: now + (delayMs > 2 ** 31 - 1 ? 1 : Math.max(0, delayMs)), callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    fetch: (input, init) =>
      new Promise<Response>((resolve, reject) => {
        const signal = init?.signal as AbortSignal
        const body = JSON.parse(init?.body as string) as { context: unknown } & EventBatch
        const isPost = (input as string).endsWith('/v1/events')
        const request: FakeRequest & FakePost = {
          url: new URL(input as string),
          headers: new Headers(init?.headers),
          context: body.context,
          batch: body,
          keepalive: init?.keepalive === true,
          at: now,
          signal,
          answer(response) {
            resolve(response)
            return settle()
          },
          drop() {
            reject(new TypeError('Failed to fetch'))
            return settle()
          },
        }
        signal.addEventListener('abort', () => {
          if (!world.ignoresAborts) reject(new DOMException('aborted', 'AbortError'))
        })
        ;(isPost ? posts : requests).push(request)
        const response = isPost ? taker?.(request) : handler?.(request)
        if (response === 'drop') reject(new TypeError('Failed to fetch'))
        else if (response !== undefined) resolve(response)
      }),
    openStream(url) {
      const stream: FakeStream = {
        url,
        at: now,
        isClosed: false,
        onopen: null,
        onmessage: null,
        onerror: null,
        close() {
          stream.isClosed = true
        },
        open: () => stream.onopen?.(new Event('open')),
        send: (data) =>
          stream.onmessage?.(
            new MessageEvent('message', {
              data: typeof data === 'string' ? data : JSON.stringify(data),
            }),
          ),
        fail: () => stream.onerror?.(new Event('error')),
      }
      streams.push(stream)
      return stream
    },
    storage: (kind) => mapStorage(kind === 'local' ? local : session),
    joinTabs: () => undefined,
    watchPage(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    timers: () => timers.size,
    watchers: () => watchers.size,
    page(event) {
      if (event === 'gone' || event === 'hidden') leaving.forEach((listener) => listener())
      watchers.forEach((listener) => listener(event))
    },
    request: () => newest(requests),
    stream: () => newest(streams),
    serve(next) {
      handler = next
    },
    take(next) {
      taker = next
    },
    settle,
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers.delete(due)
        now = Math.max(now, due.at)
        due.callback()
        await settle()
      }
      now = end
    },
  }
  return world
}

function newest<T>(list: readonly T[]): T {
  const item = list.at(-1)
  if (item === undefined) throw new Error('There is none yet.')
  return item
}

/** What an answer of the fake service carries; `null` leaves a header out. */
export interface BulkOptions {
  readonly version?: number | null
  readonly epoch?: string | null
  readonly etag?: string | null
  readonly stream?: unknown
  /** Names of attributes that travel with events. */
  readonly headers?: { readonly units?: string; readonly stored?: string }
}

/** What a service with Sluice's headers answers. */
export function bulk(
  flags: readonly unknown[] | Readonly<Record<string, unknown>>,
  { version = 1, epoch = 'e1', etag = '"1"', stream, headers }: BulkOptions = {},
): Response {
  const list = Array.isArray(flags)
    ? flags
    : Object.entries(flags).map(([key, value]) => ({
        key,
        value,
        variant: `v-${String(value)}`,
        reason: 'SPLIT',
      }))
  return new Response(
    JSON.stringify({ flags: list, ...(stream !== undefined && { eventStreams: [stream] }) }),
    {
      headers: {
        'content-type': 'application/json',
        ...(etag !== null && { etag }),
        ...(version !== null && { 'sluice-ruleset-version': String(version) }),
        ...(epoch !== null && { 'sluice-epoch': epoch }),
        ...(headers?.units !== undefined && { 'sluice-event-units': headers.units }),
        ...(headers?.stored !== undefined && { 'sluice-event-attributes': headers.stored }),
      },
    },
  )
}

/** What a service answers when nothing changed. */
export function unchanged(version = 1): Response {
  return new Response(null, {
    status: 304,
    headers: { 'sluice-ruleset-version': String(version), 'sluice-epoch': 'e1' },
  })
}
