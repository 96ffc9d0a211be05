import { SluiceError } from '@sluice/core/reading'
import { createStore } from 'zustand/vanilla'
import { createAnonymousKey } from './anonymous-key.ts'
import { readCache, readEventAttributes, readFlags } from './cache.ts'
import { canonical, fingerprint } from './canonical.ts'
import type { SluiceClient } from './client.ts'
import { completeContext, personOf } from './context.ts'
import type { GivenEnvironment } from './environment.ts'
import { defaultConsent } from './events/consent.ts'
import { exposeAgain } from './events/expose-again.ts'
import type { openOutbox } from './events/outbox.ts'
import { startEvents } from './events/page-events.ts'
import type { Listeners } from './listeners.ts'
import { listen, tell } from './listeners.ts'
import type { SluiceClientOptions } from './options.ts'
import { createPublisher } from './publish.ts'
import { createReader } from './read.ts'
import type { SluiceContext } from './register.ts'
import type { Session } from './session.ts'
import { overrideEntry, readSession, writeSession } from './session.ts'
import { keepSteady } from './stability.ts'
import type { FlagChange, FlagTable, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import { createShelf } from './storage.ts'
import type { Holding, StartSync, SyncOwner } from './sync-part.ts'
import { entering } from './sync-part.ts'

const NOTHING: Holding = { flags: new Map(), source: 'default' }

/**
 * Makes a client: everything that does not depend on where values come from.
 *
 * @param startSync - brings the values
 * @param open - sends events; without it they are kept for the page to look at
 */
export function createClient(
  options: SluiceClientOptions,
  environment: GivenEnvironment,
  startSync: StartSync,
  open?: typeof openOutbox,
): SluiceClient {
  const { url, clientKey, bootstrap, cache: place = 'local' } = options
  // Two clients on one page share nothing unless they ask the same service with the same key.
  const name = `sluice.${fingerprint(`${url} ${clientKey}`)}`
  let consent = options.consent ?? defaultConsent()
  const isGranted = (): boolean => consent === 'granted'
  const shelf = createShelf(
    () =>
      place === 'memory'
        ? undefined
        : typeof place === 'string'
          ? environment.storage(place)
          : place,
    isGranted,
  )
  const tab = createShelf(() => environment.storage('session'), isGranted)
  let session = readSession(tab, `${name}.tab`)
  const { broken } = session
  const anonymous = createAnonymousKey(
    shelf,
    `${name}.id`,
    options.rememberAnonymous !== false,
    environment,
    bootstrap?.context?.['anonymousKey'],
  )
  let current = completeContext(options.context ?? bootstrap?.context, anonymous.current)

  const readers = new Map<string, Listeners<void>>()
  const followers: Listeners<readonly FlagChange[]> = new Set()
  const watchers: Listeners<SluiceError> = new Set()
  const waiting: Listeners<SluiceStatus> = new Set()
  if (options.onChange) followers.add(options.onChange)
  if (options.onError) watchers.add(options.onError)
  const report = (error: SluiceError): void => tell(watchers, error)

  const drawn = readFlags(bootstrap?.flags)
  const first: Holding = drawn
    ? {
        flags: drawn,
        source: 'bootstrap',
        version: bootstrap?.version,
        epoch: bootstrap?.epoch,
        eventAttributes: readEventAttributes(bootstrap?.eventAttributes),
      }
    : NOTHING
  const storage = anonymous.write() ? 'local' : 'memory'
  // The initial state is what hydration repeats, so what the server knew as well: neither the cache
  // nor what is forced in this tab.
  const store = createStore<SluiceState>(() => ({
    flags: first.flags,
    overrides: NOTHING.flags,
    context: current.value,
    status: entering({ storage, stream: 'closed' }, first, []),
  }))
  const { getState, getInitialState } = store
  store.setState({ overrides: session.overrides })
  const show = createPublisher(store, readers)
  const events = startEvents(
    options,
    environment,
    { name, shelf, isGranted, open },
    { context: current, attributes: first.eventAttributes },
  )

  let cancelWrite: (() => void) | undefined
  const write = (): void => {
    if (!cancelWrite) return
    cancelWrite()
    cancelWrite = undefined
    writeSession(tab, `${name}.tab`, session)
  }
  const remember = (values: Pick<Session, 'person' | 'flags'> = session): void => {
    session = { ...values, broken, overrides: getState().overrides }
    // Once for all that a task forces, and not before the page has shown it.
    cancelWrite ??= environment.schedule(write, 0)
  }
  const status = (): SluiceStatus => getState().status
  const isClosed = (): boolean => status().state === 'closed'
  let isSettled = true

  const owner = {
    name,
    events,
    anonymous,
    tab,
    broken,
    store,
    followers,
    context: () => current,
    publish({ flags, status: next }, hasSettled) {
      const shown = getState()
      isSettled = hasSettled
      if (hasSettled) {
        tell(waiting, next)
        waiting.clear()
      }
      if (shown.flags !== flags || shown.status !== next) show({ flags, status: next })
    },
    shelf,
    remember: (flags) => remember({ person: personOf(current.value), flags }),
    report,
    leave: write,
    errors: SluiceError,
    // The client itself joins when it is made; nobody asks for it earlier.
  } satisfies Omit<SyncOwner, 'client'> as Partial<SyncOwner> as SyncOwner
  const send = startSync(options, environment, owner)
  const ready = (): Promise<SluiceStatus> =>
    new Promise((resolve) => {
      if (isSettled) resolve(status())
      else waiting.add(resolve)
    })
  const enter = (other: Holding, shown: FlagTable): Promise<SluiceStatus> => {
    const known =
      other === first && drawn
        ? other
        : (readCache(shelf, name, fingerprint(current.text)) ?? other)
    // What this tab shows is as good as a cache.
    const held: Holding =
      known === NOTHING && shown.size > 0 ? { flags: shown, source: 'cache' } : known
    const { flags, pending } = keepSteady(shown, held.flags)
    isSettled = false
    show({ flags, context: current.value, status: entering(status(), held, pending) })
    // Held for this very context, or nothing is shown that was held for another.
    if (held !== other || shown.size === 0)
      events.evaluated = {
        context: current,
        attributes: held.eventAttributes ?? events.evaluated.attributes,
      }
    send({ type: 'context', held, shown: flags })
    return ready()
  }
  const setContext: SluiceClient['setContext'] = (context) => {
    const {
      flags,
      status: { source, fetchedAt, eventAttributes },
    } = getState()
    const next = completeContext(context, anonymous.current)
    if (next.text === current.text || isClosed()) return ready()
    const isSame = personOf(next.value) === personOf(current.value)
    current = next
    if (isSame) return enter({ flags, source, fetchedAt, eventAttributes }, flags)
    return enter(NOTHING, NOTHING.flags)
  }
  const force = (overrides: FlagTable): void => {
    if (isClosed()) return
    show({ overrides })
    remember()
  }
  /** Goes on under another id, wherever the context has the last one. */
  const become = (how: 'recall' | 'renew'): void => {
    const own = anonymous.current
    anonymous[how]()
    void setContext(
      JSON.parse(current.text, (_, value: unknown) =>
        value === own ? anonymous.current : value,
      ) as SluiceContext,
    )
  }
  const grant = (): void => {
    events.start()
    become('recall')
    exposeAgain(events, environment)
  }

  void enter(
    first,
    !drawn && place !== 'memory' && session.person === personOf(current.value)
      ? session.flags
      : NOTHING.flags,
  )

  return (owner.client = {
    store,
    peek: createReader(getState, events.read) as SluiceClient['peek'],
    peekFirst: createReader(getInitialState) as SluiceClient['peek'],
    subscribeFlag(key, listener) {
      events.read(key)
      const listeners: Listeners<void> = readers.get(key) ?? new Set()
      readers.set(key, listeners)
      listeners.add(listener)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) readers.delete(key)
      }
    },
    status,
    ready,
    setContext,
    context: () => current.value,
    reset() {
      if (!isClosed()) anonymous.renew()
      return setContext({})
    },
    refresh() {
      if (!isClosed()) {
        isSettled = false
        send({ type: 'refresh' })
      }
      return ready()
    },
    setOverride: (key, override) =>
      force(new Map(getState().overrides).set(key, overrideEntry(key, override))),
    removeOverride(key) {
      const overrides = new Map(getState().overrides)
      if (overrides.delete(key)) force(overrides)
    },
    clearOverrides: () => force(new Map()),
    overrides: () => getState().overrides,
    onChange: (listener) => listen(followers, listener),
    onError: (listener) => listen(watchers, listener),
    report,
    reportCrash(crash) {
      const { flag, variant, error: cause } = crash
      broken.add(canonical([flag, variant]))
      force(getState().overrides)
      events.crashes.push(crash)
      events.onCrash?.()
      report(new SluiceError('TREATMENT_CRASHED', `"${flag}" crashed: ${variant}`, { cause }))
    },
    isBroken: (flag, variant) => broken.has(canonical([flag, variant])),
    expose: events.expose,
    track: events.track,
    exposures: events.exposures,
    onExposure: (listener) => listen(events.listeners, listener),
    consent: () => consent,
    setConsent(next) {
      const wasGranted = isGranted()
      consent = next
      if (isGranted()) {
        if (!wasGranted && !isClosed()) grant()
      } else if (wasGranted || next === 'denied') {
        for (const part of ['', '.id', '.counted']) shelf.remove(name + part)
        tab.remove(`${name}.tab`)
        events.drop()
      }
      // What was stored and sent is nobody's any more.
      if (wasGranted && !isGranted()) become('renew')
      owner.onConsent?.()
    },
    close() {
      write()
      send({ type: 'close' })
      readers.clear()
      followers.clear()
      watchers.clear()
      events.listeners.clear()
    },
  })
}
