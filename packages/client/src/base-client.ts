import type { SluiceError } from '@sluice/core'
import { createStore } from 'zustand/vanilla'
import { randomKey } from './anonymous-key.ts'
import { readCache, readHolding } from './cache.ts'
import { fingerprint } from './canonical.ts'
import type { SluiceClient } from './client.ts'
import { completeContext } from './context.ts'
import type { GivenEnvironment } from './environment.ts'
import { type Consent, defaultConsent } from './events/consent.ts'
import { dropEvents, openNotice } from './events/notice.ts'
import type { openOutbox } from './events/outbox.ts'
import { startEvents } from './events/page-events.ts'
import type { Listeners } from './listeners.ts'
import { listen, tell } from './listeners.ts'
import type { SluiceClientOptions } from './options.ts'
import { publish } from './publish.ts'
import { createReader } from './read.ts'
import type { SluiceContext } from './register.ts'
import { storageName } from './service-url.ts'
import { overrideEntry, readSession, writeSession } from './session.ts'
import type { FlagChange, FlagEntry, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import { createShelf } from './storage.ts'
import type { Holding, StartSync, SyncOwner } from './sync-part.ts'
import { entering } from './sync-part.ts'

const NOTHING: Holding = { flags: new Map(), source: 'default' }

/** What somebody forces, or no longer; gives `false` where there is nothing to do. */
type Change = (overrides: Map<string, FlagEntry>) => unknown

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
  const {
    url,
    clientKey,
    bootstrap,
    cache: place = 'local',
    rememberAnonymous: isRemembered = true,
    onChange,
    onError,
  } = options
  const name = storageName(url, clientKey)
  let consent = options.consent ?? defaultConsent()
  const isGranted = (): boolean => consent === 'granted'
  const shelf = createShelf(
    name,
    () =>
      place === 'memory'
        ? undefined
        : typeof place === 'string'
          ? environment.storage(place)
          : place,
    isGranted,
  )
  const tab = createShelf(name, () => environment.storage('session'), isGranted)
  const notice = openNotice(name, environment)
  const withdrawals = (): number => (notice.read('.withdrawn') as number) || 0
  let heeded = withdrawals()
  const heed = (count = withdrawals()): void => {
    if (isGranted() && count > heeded) decide('denied', true)
  }
  const { overrides, broken } = readSession(tab)
  let drawnFor: unknown = bootstrap?.context?.['anonymousKey']
  /** Who was here before, as far as that may be known. */
  const findKey = (): string | undefined =>
    [drawnFor, isRemembered && shelf.read('.id')].find(
      (key): key is string => typeof key === 'string' && key !== '',
    )
  let ownKey = findKey() ?? randomKey(environment)
  const keepKey = (): boolean => shelf.write('.id', isRemembered ? ownKey : '')
  let current = completeContext(options.context ?? bootstrap?.context, ownKey)

  const followers: Listeners<readonly FlagChange[]> = new Set(onChange && [onChange])
  const watchers: Listeners<SluiceError> = new Set(onError && [onError])
  const waiting: Listeners<SluiceStatus> = new Set()
  const report = (error: SluiceError): void => tell(watchers, error)

  const given = readHolding(bootstrap, 'bootstrap')
  const first = given ?? NOTHING
  // The initial state is what hydration repeats, so what the server knew as well: neither the cache
  // nor what is forced in this tab.
  const store = createStore<SluiceState>(() => ({
    flags: first.flags,
    overrides: NOTHING.flags,
    context: current.value,
    status: entering({ storage: 'memory', stream: 'closed' }, first, []),
  }))
  const { getState } = store
  const status = (): SluiceStatus => getState().status
  const isClosed = (): boolean => status().state === 'closed'
  store.setState({ overrides, status: { ...status(), storage: keepKey() ? 'local' : 'memory' } })
  const reader = createReader(getState)
  const show = publish.bind(undefined, store, reader.all)
  const events = startEvents(
    options,
    environment,
    { name, shelf, isGranted, open, heed },
    { context: current, attributes: first.eventAttributes },
  )

  const unwritten: Change[] = []
  const write = (): void => {
    if (!unwritten[0]) return
    // Another client of this page may have forced other flags meanwhile.
    const { overrides } = readSession(tab)
    for (const change of unwritten.splice(0)) change(overrides)
    writeSession(tab, overrides, broken)
  }
  const remember = (change: Change): void => {
    // Once for all that a task forces, and not before the page has shown it.
    if (!isClosed() && unwritten.push(change) === 1) environment.schedule(write, 0)
  }
  let isSettled = true
  const owner = {
    name,
    events,
    flags: reader.all,
    tab,
    store,
    followers,
    context: () => current,
    publish({ flags = getState().flags, status: next }, hasSettled) {
      const shown = getState()
      isSettled = hasSettled
      if (hasSettled) {
        tell(waiting, next)
        waiting.clear()
      }
      const isSame = shown.flags === flags && shown.status.source === next.source
      if (!isSame || shown.status !== next) show({ flags, status: next }, isSame ? [] : undefined)
    },
    shelf,
    notice,
    heed,
    report,
    leave: write,
    // The rest joins when it is made; nobody asks for it earlier.
  } satisfies Omit<SyncOwner, 'client' | 'recall'> as Partial<SyncOwner> as SyncOwner
  const send = startSync(options, environment, owner)
  const ready = (): Promise<SluiceStatus> =>
    new Promise((resolve) => {
      if (isSettled) resolve(status())
      else waiting.add(resolve)
    })
  const enter = (
    given?: Holding,
    // What this tab has shown this person for its session.
    shown = readCache(tab, fingerprint(current.keys), '.steady') ?? NOTHING,
  ): Promise<SluiceStatus> => {
    const cached = readCache(shelf, fingerprint(current.text))
    // A page that was kept somewhere may be older than what this browser knows, and a server that
    // knew of no version had no values either.
    const latest =
      given &&
      (given.version ?? given.flags.size) &&
      !(cached?.epoch === given.epoch && (cached?.version as number) > (given.version as number))
        ? given
        : cached
    // What this tab shows is as good as a cache.
    const held = latest ?? (shown.flags.size ? shown : (given ?? NOTHING))
    // What is shown under a contract stays until the part that brings values weighs both.
    const flags = new Map(held.flags)
    for (const [key, entry] of shown.flags) {
      const latest = flags.get(key)
      // oxlint-disable-next-line typescript/strict-boolean-expressions -- one, or none
      if (entry.metadata.stability && latest && !latest.metadata.pierce) flags.set(key, entry)
    }
    isSettled = false
    show({ flags, context: current.value, status: entering(status(), held, []) })
    // Held for this very context, or nothing is shown that was held for another of this person.
    if (held !== shown || events.evaluated.context.keys !== current.keys)
      events.evaluated = {
        context: current,
        attributes: held.eventAttributes ?? events.evaluated.attributes,
      }
    send({ type: 'context', held, shown: flags })
    return ready()
  }
  const setContext: SluiceClient['setContext'] = (context, values) => {
    const {
      flags,
      status: { source, fetchedAt, eventAttributes },
    } = getState()
    const next = completeContext(context, ownKey)
    if (next.text === current.text || isClosed()) return ready()
    const isSame = next.keys === current.keys
    current = next
    return enter(
      readHolding(values, 'bootstrap'),
      isSame ? { flags, source, fetchedAt, eventAttributes } : undefined,
    )
  }
  const force = (change: Change, key?: string): void => {
    const last = getState().overrides
    const overrides = new Map(last)
    if (isClosed() || change(overrides) === false) return
    show({ overrides }, key === undefined ? last.keys() : [key])
    remember(change)
  }
  /** Goes on under another id, wherever the context has the last one. */
  const become = (key: string, context?: SluiceContext): Promise<SluiceStatus> => {
    const last = ownKey
    ownKey = key
    keepKey()
    const renamed = (_: string, value: unknown): unknown => (value === last ? key : value)
    return setContext(context ?? (JSON.parse(current.text, renamed) as SluiceContext))
  }
  /** Goes on as nobody that anybody knew. */
  const renew = (context?: SluiceContext): Promise<SluiceStatus> => {
    drawnFor = undefined
    return become(randomKey(environment), context)
  }
  const recall = (owner.recall = () => void become(findKey() ?? ownKey))
  const decide = (next: Consent, isHeard?: boolean): void => {
    const wasGranted = isGranted()
    consent = next
    if (isGranted()) {
      if (!wasGranted && !isClosed()) {
        heeded = withdrawals()
        events.start()
        const last = current
        recall()
        // As long as this page shows nothing it goes on with what its tab did.
        if (current === last && !getState().flags.size) void enter()
      }
    } else if (wasGranted || next === 'denied') {
      tab.clear()
      events.drop()
      // Elsewhere it is deleted already; what is stored by now may be allowed anew.
      if (!isHeard) {
        shelf.clear()
        if (wasGranted) notice.write('.withdrawn', withdrawals() + 1)
        dropEvents(name, environment)
      }
      // What was stored and sent is nobody's any more.
      if (wasGranted) void renew()
    }
    owner.onConsent?.()
  }

  // What was drawn for somebody else is what hydration repeats, and no more.
  const drawn = bootstrap?.context && completeContext(bootstrap.context, ownKey)
  const own = !drawn || drawn.keys === current.keys ? given : undefined
  // oxlint-disable-next-line typescript/strict-boolean-expressions -- nothing, or nothing in it
  void enter(own, own?.flags.size ? own : undefined)

  return (owner.client = {
    store,
    peek: reader.peek as SluiceClient['peek'],
    peekFirst: createReader(store.getInitialState).peek as SluiceClient['peek'],
    subscribeFlag: reader.subscribe,
    flags: reader.all,
    status,
    ready,
    setContext,
    context: () => current.value,
    reset: () => (isClosed() ? ready() : renew({})),
    refresh() {
      if (!isClosed()) {
        isSettled = false
        send({ type: 'refresh' })
      }
      return ready()
    },
    setOverride: (key, override) =>
      force((overrides) => overrides.set(key, overrideEntry(key, override)), key),
    removeOverride: (key) => force((overrides) => overrides.delete(key), key),
    clearOverrides: () => force((overrides) => overrides.clear()),
    overrides: () => getState().overrides,
    onChange: (listener) => listen(followers, listener),
    onError: (listener) => listen(watchers, listener),
    report,
    crashes: { broken, remember, record: events.record },
    ...events.methods,
    consent: () => consent,
    setConsent(next) {
      heed()
      decide(next)
    },
    close() {
      write()
      send({ type: 'close' })
    },
  })
}
