import { SluiceError } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import { post } from '../send-request.ts'
import type { FlagTable } from '../state.ts'
import type { Item } from '../events/item.ts'
import { breakNetwork, type Fault } from './faults.ts'
import { INSIDE, type LeftInside } from './left-inside.ts'

export type { Fault } from './faults.ts'

/** Where an event is on its way: waiting for the service to take it, taken, or given up. */
export type EventState = 'queued' | 'sent' | 'dropped'

/** An event that this page records, as it is sent. */
export type SentItem = Item

/** What a client with a service lets an overlay look at and do, beyond what applications may. */
export interface Inside {
  /** The address of the service, without a slash at its end. */
  readonly url: string
  /** What the service said last, also where a stability contract holds it back. */
  latest(): FlagTable
  /** The flags that were read on this page, in the order of the first read. */
  reads(): ReadonlySet<string>
  /**
   * Asks the service what another context would be served, and shows it nowhere.
   *
   * @throws SluiceError `NETWORK_FAILED` or `HTTP_ERROR`
   */
  evaluate(context: object): Promise<unknown>
  /**
   * Asks an address of the service with a token of the person who looks.
   *
   * @throws SluiceError `NETWORK_FAILED`, or `HTTP_ERROR` with what the service said
   */
  ask(path: string, token: string, body: object): Promise<unknown>
  /** Gives what tells where an event is, by its id, as of now. What is neither waiting nor given up was sent. */
  eventStates(): (id: string) => EventState
  /** How many were given up since somebody watches: the queue was full, or the service refused them. */
  droppedEvents(): number
  /** Calls back with what is recorded from now on, and when something was sent or dropped. */
  watchEvents(listener: (items: readonly SentItem[]) => void): () => void
  /** Breaks the connection of this client in a way, for a rehearsal; `undefined` mends it. */
  setFault(fault: Fault | undefined): void
  fault(): Fault | undefined
  /** Forgets the values that are kept for the next visit. */
  expireCache(): void
  /** Marks a treatment as one that crashed in this session, and records no crash; or takes the mark away. */
  setBroken(flag: string, variant: string | undefined, isBroken: boolean): void
}

/** Somebody waits, and can ask again. */
const PATIENCE_MS = 15_000

interface Watched {
  readonly listeners: Set<(items: readonly SentItem[]) => void>
  readonly dropped: Set<string>
  fault?: Fault | undefined
}

const watchedOf = new WeakMap<LeftInside, Watched>()

/**
 * Looks inside of a client, for an overlay.
 *
 * @returns `undefined` for a client without a service, and until the part that brings values is there
 */
export function insideOf(client: SluiceClient): Inside | undefined {
  const left = (client as { readonly [INSIDE]?: LeftInside })[INSIDE]
  if (!left) return undefined
  const { options, environment, owner, latest } = left
  const { events, shelf } = owner
  const watched: Watched = watchedOf.get(left) ?? { listeners: new Set(), dropped: new Set() }
  watchedOf.set(left, watched)

  const send = async (path: string, authorization: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', authorization }
    let answer: Response
    try {
      answer = await post(options, environment, path, {
        headers,
        signal: AbortSignal.timeout(PATIENCE_MS),
        body: JSON.stringify(body),
      })
    } catch (cause) {
      const message = `${options.url || 'The service'} did not answer: is it running, and does it allow this page's origin?`
      throw new SluiceError('NETWORK_FAILED', message, { cause })
    }
    const { status } = answer
    const text = await answer.text().catch(() => '')
    if (!answer.ok)
      throw new SluiceError('HTTP_ERROR', `The service answered ${status}${detailOf(text)}`, {
        status,
      })
    return JSON.parse(text) as unknown
  }

  return {
    url: options.url,
    latest,
    reads: () => new Set(owner.flags.keys()),
    evaluate: (context) =>
      send('/ofrep/v1/evaluate/flags', `Bearer ${options.clientKey}`, { context }),
    ask: (path, token, body) => send(path, `Bearer ${token}`, body),
    eventStates() {
      const queued = new Set(events.outbox?.queued?.().map(({ id }) => id))
      return (id) => (watched.dropped.has(id) ? 'dropped' : queued.has(id) ? 'queued' : 'sent')
    },
    droppedEvents: () => watched.dropped.size,
    watchEvents(listener) {
      watched.listeners.add(listener)
      const { outbox } = events
      if (outbox && watched.listeners.size === 1) followOutbox(outbox, watched)
      return () => void watched.listeners.delete(listener)
    },
    setFault(fault) {
      watched.fault = fault
      breakNetwork(environment, fault)
      // Also what a stream holds open learns of it now.
      void client.refresh()
    },
    fault: () => watched.fault,
    expireCache: () => void shelf.write('', []),
    setBroken(flag, variant, isBroken) {
      client.crashes.broken[isBroken ? 'add' : 'delete'](JSON.stringify([flag, variant]))
      const what = isBroken ? 'was taken for crashed' : 'is drawn again'
      client.report(
        new SluiceError('REHEARSED', `"${flag}" ${variant} ${what}, by somebody with devtools.`),
      )
    },
  }
}

function followOutbox(outbox: NonNullable<LeftInside['owner']['events']['outbox']>, to: Watched) {
  const tell = (items: readonly Item[]): void => to.listeners.forEach((listener) => listener(items))
  const take = outbox.take.bind(outbox)
  if (outbox.forgot) return
  outbox.take = (items) => {
    take(items)
    if (items.length > 0) tell(items)
  }
  outbox.forgot = (items, isDelivered) => {
    if (!isDelivered) for (const { id } of items) to.dropped.add(id)
    tell([])
  }
}

function detailOf(text: string): string {
  try {
    const { detail, title, errorDetails } = JSON.parse(text) as Record<string, unknown>
    const said = detail ?? errorDetails ?? title
    return typeof said === 'string' ? `: ${said.slice(0, 300)}` : '.'
  } catch {
    return '.'
  }
}
