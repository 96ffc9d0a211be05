import type { SluiceError } from '@sluice/core'
import { parseStreamMessage } from '@sluice/core'
import type { Environment, EventSourceLike } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import { askService } from './request.ts'
import type { FetchCommand, ListenCommand, SyncCommand, SyncEvent, SyncState } from './state.ts'
import { nextDeadline, step } from './step.ts'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Whom the runner tells what comes of it. */
export interface SyncOwner {
  /** Gives the present context as JSON. */
  contextText(): string
  save(): void
  report(error: SluiceError): void
  /** Called after each step, when its commands are under way. */
  changed(): void
  readonly log: ((line: string) => void) | undefined
}

/** The machine at work. */
export interface Sync {
  /** Tells it of an event. */
  readonly send: (event: SyncEvent) => void
  readonly state: () => SyncState
}

/**
 * Runs the machine: hands it what happens, does what it asks for, and wakes it
 * when time alone changes something.
 */
export function runSync(
  options: SluiceClientOptions,
  environment: Environment,
  owner: SyncOwner,
  initial: SyncState,
): Sync {
  let state = initial
  let cancelTimer: (() => void) | undefined
  let controller: AbortController | undefined
  let source: EventSourceLike | undefined

  const send = (event: SyncEvent): void => {
    const now = environment.now()
    const [next, commands] = step(state, { ...event, now, random: environment.random() })
    state = next
    const { version, ...status } = next.status
    owner.log?.(
      `sluice: ${event.type} → ${status.state} ${commands.map(({ type }) => type).join(' ')} (version ${version}, stream ${status.stream})`,
    )
    commands.forEach(run)
    // One timer for everything; what runs longer than a timer can is looked at again.
    cancelTimer?.()
    const delayMs = nextDeadline(state) - now
    cancelTimer =
      delayMs < Infinity
        ? environment.schedule(() => send({ type: 'tick' }), Math.min(delayMs, LONGEST_TIMER_MS))
        : undefined
    owner.changed()
  }

  const run = (command: SyncCommand): void => {
    const { type } = command
    if (type === 'fetch') void ask(command)
    else if (type === 'listen') listen(command)
    else if (type === 'report') owner.report(command.error)
    else if (type === 'save') owner.save()
    else if (type === 'abort') controller?.abort()
    else {
      source?.close()
      source = undefined
    }
  }

  const ask = async (command: FetchCommand): Promise<void> => {
    const mine = (controller = new AbortController())
    const answer = await askService(options, environment, owner.contextText(), command, mine.signal)
    // What was not read of the body is not worth a connection.
    mine.abort()
    send(answer)
  }

  const listen = ({ address: { url, endpoint } }: ListenCommand): void => {
    try {
      const here = new URL(options.url, globalThis.location?.href)
      const mine = (source = environment.openStream(
        url ?? new URL(endpoint?.requestUri ?? '', endpoint?.origin ?? here).href,
      ))
      // A stream that was closed may still have events under way.
      const tell = (event: SyncEvent): void => {
        if (source === mine) send(event)
      }
      mine.onopen = () => tell({ type: 'open' })
      mine.onerror = () => tell({ type: 'lost' })
      mine.onmessage = ({ data }: MessageEvent<string>) => tell(eventOf(data))
    } catch {
      // No such thing here, or no usable address: the poll goes on.
      send({ type: 'lost' })
    }
  }

  return { send, state: () => state }
}

/** Reads what a stream said. Nonsense means that something sits in between: better to start over. */
function eventOf(data: string): SyncEvent {
  try {
    const message = parseStreamMessage(data)
    if (message) return { type: 'message', message }
    return { type: data.includes('"heartbeat"') ? 'heartbeat' : 'tick' }
  } catch {
    return { type: 'lost' }
  }
}
