import { SluiceError } from '@sluice/core/reading'
import { createStore } from 'zustand/vanilla'
import { createAnonymousKey } from './anonymous-key.ts'
import { readCache, readEventAttributes, readFlags } from './cache.ts'
import { canonical, fingerprint } from './canonical.ts'
import type { SluiceClient } from './client.ts'
import { completeContext, personOf } from './context.ts'
import type { GivenEnvironment } from './environment.ts'
import { firstConsent } from './events/consent.ts'
import type { openOutbox, Outbox } from './events/outbox.ts'
import { createRecorder } from './events/recorder.ts'
import type { Evaluated } from './events/who.ts'
import type { Listeners } from './listeners.ts'
import { listen, tell } from './listeners.ts'
import type { SluiceClientOptions } from './options.ts'
import type { SluiceContext } from './register.ts'
import { publishChanges } from './publish.ts'
import { createReader, lookUp } from './read.ts'
import type { Session } from './session.ts'
import { overrideEntry, readSession, writeSession } from './session.ts'
import { keepSteady } from './stability.ts'
import type { FlagChange, FlagTable, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import { createShelf } from './storage.ts'
import type { Holding, StartSync } from './sync-part.ts'
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
  let consent = firstConsent(options.consent)
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
    () => environment.random(),
    bootstrap?.context?.['anonymousKey'],
  )
  let given: SluiceContext | undefined = options.context ?? bootstrap?.context
  let current = completeContext(given, anonymous.current)

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
  anonymous.write()
  const storage = shelf.isKept() ? 'local' : 'memory'
  // The initial state is what hydration repeats, so what the server knew as well: never the cache.
  const store = createStore<SluiceState>(() => ({
    flags: first.flags,
    overrides: session.overrides,
    context: current.value,
    status: entering({ storage, stream: 'closed' }, first, []),
  }))
  const { getState, setState } = store
  publishChanges(store, readers)

  const remember = (values: Pick<Session, 'person' | 'flags'> = session): void => {
    const last = (session = { ...values, broken, overrides: getState().overrides })
    // Once for all that a task forces, after the page has shown it, and before a reload.
    queueMicrotask(() => {
      if (session === last) writeSession(tab, `${name}.tab`, last)
    })
  }
  const status = (): SluiceStatus => getState().status
  const isClosed = (): boolean => status().state === 'closed'
  let isQueueKept = true
  let untold: SluiceStatus | undefined
  let told: SluiceStatus | undefined
  // The same status is told as the same object.
  const withStorage = (next: SluiceStatus): SluiceStatus => {
    const place = shelf.isKept() && isQueueKept ? 'local' : 'memory'
    if (next.storage === place) return next
    if (untold !== next || told?.storage !== place) told = { ...next, storage: place }
    untold = next
    return told
  }
  let isSettled = true

  // For whom the values held were evaluated, which may be who was here a moment ago.
  let evaluated: Evaluated = { context: current, attributes: first.eventAttributes }
  let left: { readonly flags: FlagTable; readonly evaluated: Evaluated } | undefined
  const holdFor = (context: Evaluated['context'], attributes = evaluated.attributes): void => {
    const isNew =
      context !== evaluated.context || canonical(attributes) !== canonical(evaluated.attributes)
    evaluated = { context, attributes }
    if (isNew) recorder.exposeAgain()
  }
  let outbox: Outbox | undefined
  const reads = new Map<string, number>()
  const read = (key: string, times = 1): void => void reads.set(key, (reads.get(key) ?? 0) + times)
  const recorder = createRecorder({
    environment,
    evaluated: (details) =>
      details &&
      left?.flags.get(details.key) === details &&
      getState().flags.get(details.key) !== details
        ? left.evaluated
        : evaluated,
    silence: () =>
      !open || options.events === false ? 'disabled' : isGranted() ? undefined : 'consent',
    counted: () => (shelf.read(`${name}.counted`) ?? {}) as Readonly<Record<string, number>>,
    send: (item) => outbox?.add(item),
    refuse(what) {
      outbox?.lose('invalid')
      report(
        new SluiceError(
          'EVENT_REFUSED',
          `track("${what.slice(0, 99)}"): give it a name, a finite value and properties that are texts, numbers, booleans or lists of texts.`,
        ),
      )
    },
  })
  const startEvents = (): void => {
    if (isGranted() && options.events !== false)
      outbox = open?.(options, environment, `${name}.events`, recorder.session)
  }
  /** Deletes what this browser holds, also of earlier pages. */
  const forget = (): void => {
    outbox?.close(true)
    outbox = undefined
    shelf.clear([name, `${name}.id`, `${name}.counted`])
    tab.clear([`${name}.tab`])
    try {
      if (open) environment.dropRows(`${name}.events`)
    } catch {
      // Where nothing can be opened, nothing is.
    }
  }

  const send = startSync(options, environment, {
    name,
    store,
    followers,
    context: () => current,
    publish({ flags, status: next }, hasSettled) {
      const shown = getState()
      const told = withStorage(next)
      isSettled = hasSettled
      if (hasSettled) {
        tell(waiting, told)
        waiting.clear()
      }
      if (shown.flags !== flags || shown.status !== told) setState({ flags, status: told })
      if (next.state === 'ready') holdFor(current, next.eventAttributes)
    },
    shelf,
    remember: (flags) => remember({ person: personOf(current.value), flags }),
    report,
  })
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
    // Held for this very context, or nothing of it is shown yet.
    if (held !== other || shown.size === 0) holdFor(current, held.eventAttributes)
    setState({ flags, context: current.value, status: entering(status(), held, pending) })
    send({ type: 'context', held, shown: flags })
    return ready()
  }
  const setContext: SluiceClient['setContext'] = (context) => {
    const {
      flags,
      status: { source, fetchedAt, eventAttributes },
    } = getState()
    given = context
    const next = completeContext(context, anonymous.current)
    if (next.text === current.text || isClosed()) return ready()
    const isSame = personOf(next.value) === personOf(current.value)
    current = next
    if (isSame) return enter({ flags, source, fetchedAt, eventAttributes }, flags)
    left = { flags, evaluated }
    return enter(NOTHING, NOTHING.flags)
  }
  const force = (overrides: FlagTable): void => {
    if (isClosed()) return
    setState({ overrides })
    remember()
  }

  if (consent === 'denied') forget()
  startEvents()
  void enter(
    first,
    !drawn && place !== 'memory' && session.person === personOf(current.value)
      ? session.flags
      : NOTHING.flags,
  )

  return {
    store,
    peek: createReader(getState, read) as SluiceClient['peek'],
    subscribeFlag(key, listener) {
      read(key)
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
    removeOverride: (key) =>
      force(new Map([...getState().overrides].filter(([other]) => other !== key))),
    clearOverrides: () => force(new Map()),
    overrides: () => getState().overrides,
    onChange: (listener) => listen(followers, listener),
    onError: (listener) => listen(watchers, listener),
    report,
    reportCrash({ flag, variant, error: cause, componentStack }) {
      broken.add(canonical([flag, variant]))
      force(getState().overrides)
      recorder.crash(lookUp(getState(), flag), flag, variant, cause, componentStack)
      report(new SluiceError('TREATMENT_CRASHED', `"${flag}" crashed: ${variant}`, { cause }))
    },
    isBroken: (flag, variant) => broken.has(canonical([flag, variant])),
    expose: recorder.expose,
    track: recorder.track,
    exposures: recorder.exposures,
    onExposure: (listener) => listen(recorder.listeners, listener),
    consent: () => consent,
    setConsent(next) {
      const wasGranted = isGranted()
      consent = firstConsent(next ?? 'unknown')
      if (isClosed()) return
      if (isGranted() && !wasGranted) {
        anonymous.recall()
        shelf.settle()
        anonymous.write()
        const earlier = readSession(tab, `${name}.tab`)
        for (const crash of earlier.broken) broken.add(crash)
        const { overrides } = getState()
        force(overrides.size > 0 ? overrides : earlier.overrides)
        startEvents()
        void setContext(given ?? {})
        recorder.exposeAgain()
      } else if (!isGranted() && (wasGranted || consent === 'denied')) forget()
      setState({ status: withStorage(status()) })
    },
    close() {
      send({ type: 'close' })
      outbox?.close(false)
      for (const listeners of [readers, followers, watchers, recorder.listeners]) listeners.clear()
    },
  }
}
