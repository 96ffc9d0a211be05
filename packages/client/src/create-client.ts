import { SluiceError } from '@sluice/core'
import { createStore } from 'zustand/vanilla'
import { createAnonymousKey } from './anonymous-key.ts'
import { browser } from './browser.ts'
import { createCache, readFlags } from './cache.ts'
import { fingerprint } from './canonical.ts'
import type { SluiceClient } from './client.ts'
import type { SentContext } from './context.ts'
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
 * @param options - only `url` and `clientKey` are needed
 */
export function createSluiceClient(options: SluiceClientOptions): SluiceClient {
  const { url, clientKey, bootstrap, cache: place = 'local', debug } = options
  const environment: Environment = {
    ...browser,
    ...(options.fetch !== undefined && { fetch: options.fetch }),
    ...options.environment,
  }
  // Two clients on one page share nothing unless they ask the same service with the same key.
  const name = `sluice.${fingerprint(`${url} ${clientKey}`)}`
  const sessionName = `${name}.session`

  const shelf = createShelf(() =>
    place === 'memory' ? undefined : typeof place === 'string' ? environment.storage(place) : place,
  )
  const cache = createCache(shelf, name)
  const sessionShelf = createShelf(() => environment.storage('session'))
  const session = readSession(sessionShelf, sessionName)
  const broken = new Set(session.broken)
  const anonymous = createAnonymousKey(
    options.rememberAnonymous === false ? undefined : shelf,
    `${name}.id`,
    () => environment.random(),
  )

  const readers = new Map<string, Listeners<void>>()
  const followers: Listeners<readonly FlagChange[]> = new Set()
  const watchers: Listeners<SluiceError> = new Set()
  const waiting: Listeners<SluiceStatus> = new Set()
  if (options.onChange !== undefined) followers.add(options.onChange)
  if (options.onError !== undefined) watchers.add(options.onError)
  const report = (error: SluiceError): void => tell(watchers, error)

  let sync = initialSync(
    !shelf.write(`${name}.id`, anonymous.current)
      ? 'memory'
      : typeof place === 'string'
        ? place
        : 'custom',
    options.readyTimeoutMs ?? 2000,
    Math.max(1000, options.pollIntervalMs ?? 60_000),
  )
  let current = completeContext(options.context, anonymous.current)
  const firstFlags = readFlags(bootstrap?.flags)
  // The initial state is what a server drew and hydration repeats: the bootstrap, and no cache.
  const store = createStore<SluiceState>(() => ({
    flags: firstFlags ?? sync.flags,
    overrides: session.overrides,
    context: current.value,
    status: firstFlags ? { ...sync.status, source: 'bootstrap' } : sync.status,
  }))
  publishChanges(store, readers, followers)

  const send = runSync(
    options,
    environment,
    {
      contextText: () => current.text,
      save(next) {
        if (!cache.write(fingerprint(current.text), next)) send({ type: 'unstored' })
      },
      report,
      log: typeof debug === 'function' ? debug : debug === true ? print : undefined,
      changed(next) {
        sync = next
        const { flags, status } = next
        const context = current.value
        const held = store.getState()
        if (held.flags !== flags || held.context !== context || held.status !== status)
          store.setState({ flags, context, status })
        if (next.readyBy < Infinity) return
        tell(waiting, status)
        waiting.clear()
      },
    },
    sync,
  )

  const ready = (): Promise<SluiceStatus> =>
    new Promise((resolve) => {
      if (sync.readyBy < Infinity) waiting.add(resolve)
      else resolve(sync.status)
    })
  const enter = (next: SentContext, firstValues: Holding | undefined): Promise<SluiceStatus> => {
    const { source, fetchedAt } = sync.status
    const kept: Holding = isSamePerson(current.value, next.value)
      ? { flags: sync.flags, source, fetchedAt }
      : { flags: new Map(), source: 'default' }
    current = next
    if (next.isCut)
      report(
        new SluiceError(
          'INVALID_CONTEXT',
          'JSON cannot carry the context: only its keys are used.',
        ),
      )
    send({ type: 'context', held: firstValues ?? cache.read(fingerprint(next.text)) ?? kept })
    return ready()
  }
  const setContext: SluiceClient['setContext'] = (context) => {
    const next = completeContext(context, anonymous.current)
    return next.text === current.text || sync.status.state === 'closed'
      ? ready()
      : enter(next, undefined)
  }
  const force = (overrides: FlagTable): void => {
    store.setState({ overrides })
    writeSession(sessionShelf, sessionName, { overrides, broken })
  }

  void enter(current, firstFlags && { ...bootstrap, source: 'bootstrap', flags: firstFlags })
  const stopWatching = environment.watchPage((type) => send({ type }))

  return {
    store,
    peek: createReader(store.getState) as SluiceClient['peek'],
    subscribeFlag(key, listener) {
      const listeners: Listeners<void> = readers.get(key) ?? new Set()
      readers.set(key, listeners)
      return listen(listeners, listener)
    },
    status: () => sync.status,
    ready,
    setContext,
    context: () => current.value,
    reset() {
      anonymous.renew()
      return setContext({})
    },
    refresh() {
      send({ type: 'refresh' })
      return ready()
    },
    setOverride(key, override) {
      const { overrides } = store.getState()
      force(new Map(overrides).set(key, overrideEntry(key, override)))
    },
    removeOverride(key) {
      const overrides = new Map(store.getState().overrides)
      if (overrides.delete(key)) force(overrides)
    },
    clearOverrides: () => force(new Map()),
    overrides: () => store.getState().overrides,
    onChange: (listener) => listen(followers, listener),
    onError: (listener) => listen(watchers, listener),
    reportCrash({ flag, variant, error }) {
      broken.add(treatment(flag, variant))
      force(store.getState().overrides)
      report(
        new SluiceError('TREATMENT_CRASHED', `Variant "${variant}" of "${flag}" crashed.`, {
          cause: error,
        }),
      )
    },
    isBroken: (flag, variant) => broken.has(treatment(flag, variant)),
    close() {
      stopWatching()
      send({ type: 'close' })
      for (const listeners of [readers, followers, watchers]) listeners.clear()
    },
  }
}

function print(line: string): void {
  // oxlint-disable-next-line eslint/no-console -- whoever sets `debug` wants to see it there
  console.log(line)
}

function treatment(flag: string, variant: string | undefined): string {
  return JSON.stringify([flag, variant])
}
