import { parseStreamMessage, SluiceError } from '@sluice/core'
import { cached } from '../cache.ts'
import { fingerprint } from '../canonical.ts'
import type { Environment, EventSourceLike, Tabs } from '../environment.ts'
import { followEvents } from '../events/delivery/follow-events.ts'
import { followPeople } from '../events/follow-people.ts'
import { followChanges } from '../follow-changes.ts'
import { INSIDE, type LeftInside } from '../inside/left-inside.ts'
import { keepShown } from '../keep-shown.ts'
import { tell } from '../listeners.ts'
import type { CarriedGrant } from '../state.ts'
import type { SluiceStatus } from '../status.ts'
import type { LoadedSync } from '../sync-part.ts'
import { readyTimeoutOf } from '../sync-part.ts'
import { GREETING, isGreeting, readWord, writeWord } from '../tabs/word.ts'
import { browser } from './browser.ts'
import { forgetUnread } from './forget-unread.ts'
import { askService } from './request.ts'
import type { FetchCommand, ListenCommand, SyncCommand, SyncEvent } from './state.ts'
import { initialSync } from './state.ts'
import { nextDeadline, step } from './step.ts'
import { keep, writeCache } from './write-cache.ts'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Runs the machine: hands it what happens, does what it asks for, and wakes it
 * when time alone changes something.
 */
export const startSync: LoadedSync['startSync'] = (options, given, owner, from, headStart) => {
  const environment: Environment = { ...browser, ...given }
  const { debug } = options
  const print = debug === true ? printLine : debug
  const log = typeof print === 'function' ? toldTo(print) : undefined
  let head = headStart
  let state = initialSync(
    owner.store.getState().status,
    readyTimeoutOf(options),
    // What is no number at all is no interval.
    Math.max(1000, options.pollIntervalMs ?? 60_000) || 60_000,
  )
  let cancelTimer: (() => void) | undefined
  let controller: AbortController | undefined
  let source: EventSourceLike | undefined
  let tabs: Tabs | undefined
  let resign: (() => void) | undefined

  const send = (event: SyncEvent): void => {
    const now = environment.now()
    const [next, commands] = step(state, { ...event, now, random: environment.random() })
    state = next
    forgetUnread(owner.flags)
    const { flags, status, role } = next
    log?.(
      `sluice: ${event.type} → ${status.state} ${commands.map(({ type }) => type).join(' ')} (version ${status.version}, stream ${status.stream}, ${role})`,
    )
    try {
      // Shown before anything is done about it: what is saved is what is shown.
      owner.publish({ flags, status: withStorage(status) }, next.readyBy === Infinity)
      settle()
    } finally {
      commands.forEach(run)
      wakeInTime(now)
    }
  }

  let told: [SluiceStatus, SluiceStatus] | undefined
  // The same status is told as the same object.
  const withStorage = (status: SluiceStatus): SluiceStatus => {
    const storage = owner.shelf.storage() && events.isStored() ? 'local' : 'memory'
    if (status.storage === storage) return status
    if (told?.[0] !== status || told[1].storage !== storage) told = [status, { ...status, storage }]
    return told[1]
  }

  const wakeInTime = (now: number): void => {
    // One timer for everything; what runs longer than a timer can is looked at again.
    cancelTimer?.()
    const delayMs = nextDeadline(state) - now
    cancelTimer =
      delayMs < Infinity
        ? environment.schedule(() => send({ type: 'tick' }), Math.min(delayMs, LONGEST_TIMER_MS))
        : undefined
  }

  const run = (command: SyncCommand): void => {
    const { type } = command
    if (type === 'fetch') void ask(command)
    else if (type === 'listen') listen(command)
    else if (type === 'report') owner.report(command.error)
    else if (type === 'save') save()
    else if (type === 'abort') controller?.abort()
    else if (type === 'hush') {
      source?.close()
      source = undefined
    } else if (type === 'campaign') campaign()
    else if (type === 'greet') tabs?.post(GREETING)
    else if (type === 'post') tabs?.post(writeWord(audience(), command.word))
    else {
      resign?.()
      resign = undefined
      if (type === 'leave') {
        tabs?.close()
        tabs = undefined
      }
    }
  }

  const ask = async (command: FetchCommand): Promise<void> => {
    const text = owner.context().text
    const grant = granted()
    // What left before there was a grant was asked without it.
    if (grant) head?.controller.abort()
    const early = head?.text === text && !grant ? head : undefined
    head = undefined
    const mine = (controller = early?.controller ?? new AbortController())
    const answer = await askService(options, environment, text, command, mine.signal, early, grant)
    // What comes is stored.
    owner.heed()
    const { aborted } = mine.signal
    // What was not read of the body is not worth a connection.
    mine.abort()
    // A grant that came meanwhile: values without it would only flicker.
    const late = granted()
    if (!aborted && late && late.token !== grant?.token) return ask(command)
    send(answer)
  }

  const granted = (): CarriedGrant | undefined => {
    const { grant } = owner.store.getState()
    return grant?.token === undefined ? undefined : grant
  }

  /** Whom values are for: tabs whose values differ do not take over each other's. */
  const audience = (): string => owner.context().text + fingerprint(granted()?.token ?? '')

  const listen = ({ address: { url, endpoint } }: ListenCommand): void => {
    try {
      const here = new URL(options.url, globalThis.location?.href)
      const mine = (source = environment.openStream(
        url ?? new URL(endpoint?.requestUri ?? '', endpoint?.origin ?? here).href,
      ))
      // A stream that was closed may still have events under way.
      const hear = (event: SyncEvent): void => {
        if (source === mine) send(event)
      }
      mine.onopen = () => hear({ type: 'open' })
      mine.onerror = () => hear({ type: 'lost' })
      mine.onmessage = ({ data }: MessageEvent<string>) => hear(eventOf(data))
    } catch {
      // No such thing here, or no usable address: the poll goes on.
      send({ type: 'lost' })
    }
  }

  const campaign = (): void => {
    try {
      tabs ??= environment.joinTabs(owner.name, (message) => {
        owner.heed()
        if (isGreeting(message)) return send({ type: 'greeted' })
        const told = readWord(message, audience())
        if (told) send({ type: 'told', told })
      })
    } catch {
      // Denied: this page looks after itself.
    }
    if (tabs) resign = tabs.campaign(() => send({ type: 'elected', role: 'leading' }))
    else send({ type: 'elected', role: 'alone' })
  }

  /** Holds for the next page of this tab what this one shows, wherever it comes from. */
  const remember = (): void => {
    // What a grant forces does not outlive it.
    if (granted() || options.cache === 'memory') return
    const flags = [...state.flags.values()]
      .filter(({ metadata }) => metadata.stability === 'session')
      .map(cached)
    if (flags[0]) keep(owner.tab, '.steady', fingerprint(owner.context().keys), { flags })
  }

  const save = (): void => {
    // What a grant forces does not outlive it.
    if (granted()) return
    const { latest, status } = state
    remember()
    const context = fingerprint(owner.context().text)
    const isStored = writeCache(owner.shelf, context, latest, status)
    if (!isStored && status.storage === 'local') send({ type: 'unstored' })
  }

  const { cache } = options
  if (typeof cache === 'string' && !/^(local|session|memory)$/.test(cache))
    owner.report(new SluiceError('INVALID_OPTIONS', `cache: no "${cache}"`))
  followChanges(owner.store, owner.followers, from)
  Object.assign(owner.store, { keep: keepShown })
  const settle = followPeople(owner)
  const events = followEvents(options, environment, owner, log, () => send({ type: 'tick' }))
  const inside: LeftInside = { options, environment, owner, latest: () => state.latest }
  Object.assign(owner.client, { [INSIDE]: inside })
  const stopWatching = environment.watchPage((type) => {
    // Before anything is sent by a page that was put away.
    owner.heed()
    if (type === 'gone') {
      owner.leave()
      // What was shown before it was allowed to be kept.
      remember()
    }
    send({ type })
    events.page(type)
  })
  return (request) => {
    if (request.type === 'context' && owner.context().isCut)
      owner.report(new SluiceError('INVALID_CONTEXT', 'JSON cannot carry the context.'))
    send(request)
    remember()
    if (request.type !== 'close') return
    stopWatching()
    events.close()
    for (const all of [owner.flags, owner.followers, owner.events.listeners]) all.clear()
  }
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

/** What throws is an error of the page, and none of the step that it tells of. */
function toldTo(print: (line: string) => void): (line: string) => void {
  const listeners = new Set([print])
  return (line) => tell(listeners, line)
}

function printLine(line: string): void {
  // oxlint-disable-next-line eslint/no-console -- whoever sets `debug` wants to see it there
  console.log(line)
}
