import { SluiceError } from '@sluice/core'
import { createStore } from 'zustand/vanilla'
import { createAnonymousKey } from './anonymous-key.ts'
import { browser } from './browser.ts'
import { createCache, readFlags } from './cache.ts'
import { fingerprint } from './canonical.ts'
import type { SluiceClient } from './client.ts'
import { completeContext, isSamePerson } from './context.ts'
import type { Environment } from './environment.ts'
import type { Listeners } from './listeners.ts'
import { listen, tell } from './listeners.ts'
import type { SluiceClientOptions } from './options.ts'
import { publishChanges } from './publish.ts'
import { createReader } from './read.ts'
import { overrideEntry, readSession, writeSession } from './session.ts'
import type { FlagChange, FlagTable, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import { createShelf } from './storage.ts'
import { runSync } from './sync/run.ts'
import type { Holding } from './sync/state.ts'
import { initialSync } from './sync/state.ts'

/**
 * Makes a client and starts to ask the service.
 *
 * @param given - only `url` and `clientKey` are needed
 */
export function createSluiceClient(given: SluiceClientOptions): SluiceClient {
  // Without types, or from a variable that is not set, it may be anything.
  const url = `${given.url}`.replace(/\/+(ofrep\/v1\/*)?$/, '')
  const options = { ...given, url }
  const { clientKey, bootstrap, cache: place = 'local', debug } = options
  const environment: Environment = {
    ...browser,
    ...(options.fetch && { fetch: options.fetch }),
    ...options.environment,
  }
  // Two clients on one page share nothing unless they ask the same service with the same key.
  const name = `sluice.${fingerprint(`${url} ${clientKey}`)}`
  const shelf = createShelf(() =>
    place === 'memory' ? undefined : typeof place === 'string' ? environment.storage(place) : place,
  )
  const cache = createCache(shelf, name)
  const tab = createShelf(() => environment.storage('session'))
  const { overrides: lastOverrides, broken } = readSession(tab, `${name}.tab`)
  const anonymous = createAnonymousKey(
    shelf,
    `${name}.id`,
    options.rememberAnonymous !== false,
    () => environment.random(),
  )
  let current = completeContext(options.context, anonymous.current)

  const readers = new Map<string, Listeners<void>>()
  const followers: Listeners<readonly FlagChange[]> = new Set()
  const watchers: Listeners<SluiceError> = new Set()
  const waiting: Listeners<SluiceStatus> = new Set()
  if (options.onChange) followers.add(options.onChange)
  if (options.onError) watchers.add(options.onError)
  const report = (error: SluiceError): void => tell(watchers, error)

  const nothing: Holding = { flags: new Map(), source: 'default' }
  const drawn = readFlags(bootstrap?.flags)
  const first: Holding = drawn
    ? {
        flags: drawn,
        source: 'bootstrap',
        version: bootstrap?.version,
        epoch: bootstrap?.epoch,
      }
    : nothing
  const initial = initialSync(
    first,
    anonymous.write() ? 'local' : 'memory',
    options.readyTimeoutMs ?? 2000,
    // What is no number at all is no interval.
    Math.max(1000, options.pollIntervalMs ?? 60_000) || 60_000,
  )
  // The initial state is what hydration repeats, so what the server knew as well: never the cache.
  const store = createStore<SluiceState>(() => ({
    flags: initial.flags,
    overrides: lastOverrides,
    context: current.value,
    status: initial.status,
  }))
  publishChanges(store, readers, followers)

  const { send, state } = runSync(
    options,
    environment,
    {
      contextText: () => current.text,
      save() {
        const isStored = cache.write(fingerprint(current.text), state())
        if (!isStored && state().status.storage === 'local') send({ type: 'unstored' })
      },
      report,
      log: typeof debug === 'function' ? debug : debug === true ? print : undefined,
      changed() {
        const { flags, status, readyBy } = state()
        if (readyBy === Infinity) {
          tell(waiting, status)
          waiting.clear()
        }
        const held = store.getState()
        const context = current.value
        if (held.flags !== flags || held.status !== status || held.context !== context)
          store.setState({ flags, status, context })
      },
    },
    initial,
  )
  const ready = (): Promise<SluiceStatus> =>
    new Promise((resolve) => {
      if (state().readyBy < Infinity) waiting.add(resolve)
      else resolve(state().status)
    })
  const enter = (held: Holding): Promise<SluiceStatus> => {
    if (current.isCut) report(new SluiceError('INVALID_CONTEXT', 'JSON cannot carry the context.'))
    send({
      type: 'context',
      held: held === first && drawn ? first : (cache.read(fingerprint(current.text)) ?? held),
    })
    return ready()
  }
  const isClosed = (): boolean => state().status.state === 'closed'
  const setContext: SluiceClient['setContext'] = (context) => {
    const { value, text } = current
    const {
      flags,
      status: { source, fetchedAt },
    } = state()
    const next = completeContext(context, anonymous.current)
    if (next.text === text || isClosed()) return ready()
    current = next
    return enter(isSamePerson(value, next.value) ? { flags, source, fetchedAt } : nothing)
  }
  const force = (overrides: FlagTable): void => {
    if (isClosed()) return
    store.setState({ overrides })
    writeSession(tab, `${name}.tab`, { overrides, broken })
  }

  if (typeof place === 'string' && !/^(local|session|memory)$/.test(place))
    report(new SluiceError('INVALID_OPTIONS', `cache: no "${place}"`))
  void enter(first)
  const stopWatching = environment.watchPage((type) => send({ type }))

  return {
    store,
    peek: createReader(store.getState) as SluiceClient['peek'],
    subscribeFlag(key, listener) {
      const listeners: Listeners<void> = readers.get(key) ?? new Set()
      readers.set(key, listeners)
      const stop = listen(listeners, listener)
      return () => {
        stop()
        if (listeners.size === 0 && readers.get(key) === listeners) readers.delete(key)
      }
    },
    status: () => state().status,
    ready,
    setContext,
    context: () => current.value,
    reset() {
      if (!isClosed()) anonymous.renew()
      return setContext({})
    },
    refresh() {
      send({ type: 'refresh' })
      return ready()
    },
    setOverride: (key, override) =>
      force(new Map(store.getState().overrides).set(key, overrideEntry(key, override))),
    removeOverride(key) {
      const overrides = new Map(store.getState().overrides)
      overrides.delete(key)
      force(overrides)
    },
    clearOverrides: () => force(new Map()),
    overrides: () => store.getState().overrides,
    onChange: (listener) => listen(followers, listener),
    onError: (listener) => listen(watchers, listener),
    reportCrash({ flag, variant, error: cause }) {
      broken.add(treatment(flag, variant))
      force(store.getState().overrides)
      report(new SluiceError('TREATMENT_CRASHED', `"${flag}" crashed: ${variant}`, { cause }))
    },
    isBroken: (flag, variant) => broken.has(treatment(flag, variant)),
    close() {
      stopWatching()
      send({ type: 'close' })
      for (const listeners of [readers, followers, watchers]) listeners.clear()
    },
  }
}

function treatment(flag: string, variant: string | undefined): string {
  return JSON.stringify([flag, variant])
}

function print(line: string): void {
  // oxlint-disable-next-line eslint/no-console -- whoever sets `debug` wants to see it there
  console.log(line)
}
