'use client'
import {
  a as unanswered,
  i as readUnprovided,
  n as ClientContext,
  o as warnOfMissingProvider,
  r as UNPROVIDED,
  t as SluiceProvider,
} from './SluiceProvider-pF786j_A.mjs'
import { t as readBootstrap } from './read-bootstrap-BEr3AU6K.mjs'
import { createSluiceClient } from '@sluice/client'
import {
  Component,
  Fragment,
  Suspense,
  createElement,
  forwardRef,
  lazy,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { SluiceError, toDetails } from '@sluice/core/reading'
import { Fragment as Fragment$1, jsx, jsxs } from 'react/jsx-runtime'
// src/use-client.ts
const NONE = /* @__PURE__ */ new Map()
const STATE = {
  flags: NONE,
  overrides: NONE,
  context: {},
  status: {
    state: 'offline',
    source: 'default',
    storage: 'memory',
    stream: 'closed',
    pending: [],
  },
}
const getState = () => STATE
const subscribe = () => () => {}
const settle = () => Promise.resolve(STATE.status)
/** Stands where there is no provider: does nothing. */
const IDLE = {
  peek: readUnprovided,
  first: readUnprovided,
  subscribeFlag: subscribe,
  store: {
    getState,
    getInitialState: getState,
    subscribe,
  },
  onError: subscribe,
  isBroken: () => false,
  reportCrash: subscribe,
  setContext: settle,
  reset: settle,
}
/** The client that the nearest `SluiceProvider` was given. */
function useClient() {
  const client = useContext(ClientContext)
  return client === UNPROVIDED ? IDLE : client
}
/** Whether there is a provider above. */
const isProvided = ({ store }) => store !== IDLE.store
/** As `useClient`, for what makes no sense without a provider. */
function useProvidedClient() {
  const client = useClient()
  if (!isProvided(client)) warnOfMissingProvider()
  return client
}
/** Reads a part of the client's state; the server's part while hydrating. */
function useClientState(select) {
  const { store } = useClient()
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  )
}
// src/LoadingPart.tsx
/**
 * Draws what may have to be loaded. What stood there stays as it is until the code
 * has come, unless it was another person's; and hydration leaves what the server
 * drew, whatever is drawn again around it meanwhile.
 */
function LoadingPart({ code, pending, isOfServer, children }) {
  const person = useClientState(({ context }) =>
    JSON.stringify([context.targetingKey, context['anonymousKey']]),
  )
  const isSamePerson = useDeferredValue(person) === person
  const last = useDeferredValue(children)
  const isLoading = code !== void 0 && !code.isLoaded
  const [isWaiting, setIsWaiting] = useState(isOfServer)
  const arrival = isWaiting && /* @__PURE__ */ jsx(Arrival, { tell: setIsWaiting })
  const now = /* @__PURE__ */ jsxs(Suspense, {
    fallback: /* @__PURE__ */ jsxs(Fragment$1, { children: [pending, arrival] }),
    children: [isLoading && isSamePerson ? last : children, arrival],
  })
  const [first] = useState({
    code,
    person,
    node: now,
  })
  const isSame = code !== void 0 && code === first.code && person === first.person
  return isWaiting && isSame ? first.node : now
}
/** Tells that what stands around it is alive, so that it may be drawn again. */
function Arrival({ tell }) {
  useEffect(() => tell(false), [tell])
  return null
}
// src/treatment-code.ts
/**
 * Prepares code to be loaded. What fails is tried again with the next call.
 *
 * @param of - the treatment, to be named in an error
 */
function treatmentCode(load, of) {
  const code = {
    isLoaded: false,
    Component: lazy(async () => {
      try {
        const component = componentOf(await load())
        code.isLoaded = true
        return { default: component }
      } catch (cause) {
        throw new LoadFailure(of, cause)
      }
    }),
  }
  return code
}
/** Code that could not be loaded, which another try may mend; `cause` says why. */
var LoadFailure = class extends SluiceError {
  constructor({ flag, variant }, cause) {
    const name = variant === void 0 ? `"${flag}"` : `"${flag}" (${variant})`
    super('TREATMENT_NOT_LOADED', `The code of ${name} could not be loaded.`, { cause })
  }
}
function componentOf(loaded) {
  const component =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded
  if (
    (typeof component === 'object' && component !== null && '$$typeof' in component) ||
    typeof component === 'function'
  )
    return component
  throw new TypeError('What was loaded is no component and has none as its default export.')
}
// src/use-code.ts
/**
 * Gives what makes a part of something to draw. The code is kept while this place
 * is mounted, so that a function written in place loads once.
 */
function useCode(props) {
  const [codeOf] = useState(createCodes)
  return (of, name) => {
    if (typeof of !== 'function') return { node: of }
    const code = codeOf(of, name)
    return {
      node: createElement(code.Component, props),
      code,
    }
  }
}
function createCodes() {
  const codes = /* @__PURE__ */ new Map()
  return (load, name) => {
    const id = `${name.flag} ${name.variant}`
    const code = codes.get(id) ?? treatmentCode(load, name)
    codes.set(id, code)
    return code
  }
}
// src/CrashBoundary.tsx
/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 */
var CrashBoundary = class extends Component {
  static getDerivedStateFromError() {
    return { crashed: true }
  }
  state = {}
  componentDidCatch(error, info) {
    this.props.onCrash(error, info)
  }
  render() {
    return this.state.crashed ? null : this.props.children
  }
}
// src/load-failures.ts
const failures = /* @__PURE__ */ new WeakMap()
/**
 * The treatments of a client that are broken only because their code could not be
 * loaded: what is mounted later tries again.
 */
function loadFailures({ store }) {
  const known = failures.get(store) ?? /* @__PURE__ */ new Set()
  failures.set(store, known)
  return known
}
// src/flag-reader.ts
/**
 * Reads what the server drew, and hydration has to repeat: only a bootstrap is on
 * the server and in the browser alike; a cache is not.
 */
function readFirst({ store, first }, key, defaultValue) {
  if (first) return first(key, defaultValue)
  const { flags, status } = store.getInitialState()
  const entry = flags.get(key)
  return entry
    ? toDetails(entry, defaultValue)
    : unanswered(key, defaultValue, status.source === 'bootstrap' ? 'FLAG_NOT_FOUND' : void 0)
}
/** Prepares the reads of one flag by one component. */
function flagReader(client, key) {
  const reader = {
    client,
    key,
    subscribe(listener) {
      reader.isMounted = true
      return client.subscribeFlag(key, listener)
    },
    isMounted: false,
    last: void 0,
    state: void 0,
    default: void 0,
  }
  return reader
}
/** Reads what is to be shown now; the same object until the answer is another one. */
function readNow(reader, defaultValue) {
  const { client, key } = reader
  const state = client.store.getState()
  if (state !== reader.state || defaultValue !== reader.default) {
    reader.last = keep(reader, client.peek(key, defaultValue), state)
    reader.state = state
    reader.default = defaultValue
  }
  return reader.last
}
/** Reads what the server drew; always the same object. */
function readDrawn(reader, defaultValue) {
  const { client, key } = reader
  reader.drawn ??= keep(
    reader,
    readFirst(client, key, defaultValue),
    client.store.getInitialState(),
  )
  return reader.drawn
}
/**
 * Keeps a flag whose stability is `mount` at what the component first showed.
 *
 * That begins when the component is on the page, because what a render reads that
 * never gets there nobody saw. It ends for another person, and for a value that
 * pierces, which holds nothing back that comes after it.
 */
function keep(reader, served, { context }) {
  if (served.metadata.stability !== 'mount') return served
  const { shown, shownTo } = reader
  if (
    reader.isMounted &&
    shown &&
    !shown.metadata.pierce &&
    !served.metadata.pierce &&
    shownTo?.targetingKey === context.targetingKey &&
    shownTo?.['anonymousKey'] === context['anonymousKey']
  )
    return shown
  if (!served.errorCode) {
    reader.shown = served
    reader.shownTo = context
  }
  return served
}
// src/use-flag.ts
const useFlagInBrowser = (key, defaultValue, select) => {
  const client = useContext(ClientContext)
  const reader = useMemo(() => flagReader(client, key), [client, key])
  return useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
}
/** Nothing changes while a server draws, so nothing has to be kept for later. */
const useFlagOnServer = (key, defaultValue, select) =>
  select(readFirst(useContext(ClientContext), key, defaultValue))
/**
 * The one way by which hooks and components read a flag: without an effect, and
 * so that a render that never commits leaves no trace.
 *
 * @param select - the part that the component shows; it renders when that part changes
 */
const useFlag = typeof window === 'undefined' ? useFlagOnServer : useFlagInBrowser
/** Selects the value alone. */
const selectValue = ({ value }) => value
// src/use-treatment.tsx
/** Reads a flag whose variant decides what is drawn at one place in the tree. */
function useTreatment(flag, defaultValue) {
  const client = useClient()
  const select = useMemo(() => keepSame(), [])
  const details = useFlag(flag, defaultValue, select)
  const { variant } = details
  const id = `${flag} ${variant}`
  const [crashed, setCrashed] = useState('')
  const subscribe = useCallback((listener) => client.onError(listener), [client])
  const [forgiven] = useState(() => new Set(loadFailures(client)))
  const breaker = useMemo(
    () => breakerOf(client, flag, variant, forgiven),
    [client, flag, variant, forgiven],
  )
  const isBrokenInSession = useSyncExternalStore(subscribe, breaker.now, breaker.first)
  const [isOfServer] = useState(breaker.isOfServer)
  return {
    details,
    isBroken: crashed === id || isBrokenInSession,
    isOfServer,
    draw: (treatment, name, control) =>
      /* @__PURE__ */ jsx(
        CrashBoundary,
        {
          onCrash: (error, { componentStack }) => {
            setCrashed(id)
            const isFailure = error instanceof LoadFailure
            loadFailures(client)[isFailure ? 'add' : 'delete'](id)
            if (!client.isBroken(flag, variant))
              client.reportCrash({
                flag,
                variant,
                error,
                componentStack,
              })
          },
          children:
            isOfServer && control
              ? /* @__PURE__ */ jsx(Suspense, {
                  fallback: control.node,
                  children: treatment,
                })
              : treatment,
        },
        name + crashed,
      ),
  }
}
/** Reads whether a treatment is broken, and learns from how it is read whether a server draws it. */
function breakerOf(client, flag, variant, forgiven) {
  const id = `${flag} ${variant}`
  let isOfServer = false
  return {
    now: () =>
      client.isBroken(flag, variant) && !(forgiven.has(id) && loadFailures(client).has(id)),
    first: () => !(isOfServer = true),
    isOfServer: () => isOfServer,
  }
}
/**
 * Selects what decides about the drawing. What differs in nothing else keeps its
 * identity: React 18 gives up markup that waits to be hydrated when it is drawn again.
 */
function keepSame() {
  let last
  return (details) => {
    return last?.value === details.value &&
      last.variant === details.variant &&
      last.errorCode === details.errorCode &&
      last
      ? last
      : (last = details)
  }
}
// src/Gate.tsx
/**
 * Draws its children while a gate is open, else the fallback.
 *
 * When the children crash, in a render or an effect, the fallback takes their
 * place at once and everywhere for this session, and the client is told. A
 * fallback that crashes is an error of the app and goes to its own boundary.
 *
 * @example
 * <Gate flag="new-checkout" fallback={<OldCheckout />}>
 *   <NewCheckout />
 * </Gate>
 */
function Gate({ flag, fallback, children, props }) {
  const { details, isBroken, isOfServer, draw } = useTreatment(flag, false)
  const part = useCode(props)
  const isOpen = details.value && !isBroken
  if (typeof children !== 'function')
    return isOpen ? draw(children, '', { node: fallback }) : fallback
  const { node, code } = part(children, { flag })
  return /* @__PURE__ */ jsx(LoadingPart, {
    code: isOpen ? code : void 0,
    pending: fallback,
    isOfServer,
    children: isOpen ? draw(node, '', void 0) : fallback,
  })
}
// src/force.ts
/**
 * Applies an override to the answer that a client holds.
 *
 * A browser knows the value of the variant it was served and of no other. So a
 * variant without a value takes the value held for it, or for a boolean flag what
 * `on` and `off` stand for, else the caller's default. A boolean without a variant
 * is called `on` or `off`.
 */
function force({ value, variant }, held, defaultValue) {
  let served = value
  if (value === void 0) {
    if (variant === held.variant) served = held.value
    else if (typeof defaultValue === 'boolean' && (variant === 'on' || variant === 'off'))
      served = variant === 'on'
  }
  const named = typeof value === 'boolean' ? (value ? 'on' : 'off') : void 0
  return toDetails(
    {
      key: held.key,
      value: served,
      variant: variant ?? named,
      reason: 'OVERRIDE',
      metadata: { override: true },
    },
    defaultValue,
  )
}
// src/Override.tsx
/**
 * Forces flags for everything below it, with reason `OVERRIDE`.
 *
 * Stronger than every other override, and than the service. Boundaries nest: the
 * nearest decides about the flags that it names. Works without a provider.
 *
 * @example
 * <Override values={{ 'new-checkout': true }} variants={{ 'checkout-cta': 'urgent' }}>
 *   <Checkout />
 * </Override>
 */
function Override({ values, variants, children }) {
  const outer = useClient()
  const client = useMemo(
    () => wrapWith(outer, forcedFlags(values, variants)),
    [outer, values, variants],
  )
  return /* @__PURE__ */ jsx(ClientContext.Provider, {
    value: client,
    children,
  })
}
/** Makes of a client what it is below an `<Override>`. */
function wrapWith(outer, forced) {
  const through = (read) => (key, defaultValue) => {
    const flag = forced.get(key)
    if (!flag) return read(key, defaultValue)
    return force(
      flag,
      isProvided(outer) ? read(key, defaultValue) : unanswered(key, defaultValue),
      defaultValue,
    )
  }
  return {
    ...outer,
    peek: through(outer.peek),
    first: through((key, defaultValue) => readFirst(outer, key, defaultValue)),
    wrap: (inner) => wrapWith(outer.wrap?.(inner) ?? inner, forced),
  }
}
function forcedFlags(values = {}, variants = {}) {
  const forced = /* @__PURE__ */ new Map()
  for (const [key, value] of Object.entries(values))
    if (value !== void 0) forced.set(key, { value })
  for (const [key, variant] of Object.entries(variants))
    if (variant !== void 0)
      forced.set(key, {
        ...forced.get(key),
        variant,
      })
  return forced
}
// src/use-sluice-status.ts
/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 */
function useSluiceStatus() {
  useProvidedClient()
  return useClientState(({ status }) => status)
}
// src/static/static-page.ts
/** Where a browser keeps the variants that it showed last on static pages. */
const STATIC_KEY = 'sluice.static'
/** On `<html>`: the flags whose regions wait for their variant. */
const WAIT_ATTRIBUTE = 'data-sluice-wait'
// src/static/StaticRegions.tsx
const useCommit = typeof document === 'undefined' ? useEffect : useLayoutEffect
/**
 * Shows the regions that `StaticFlags` made invisible, in the commit that draws
 * their variants, and remembers for the next visit what was shown. Draws nothing;
 * stands once in the page, from the start.
 *
 * @example
 * <StaticRegions flags={['hero']} />
 */
function StaticRegions({ flags }) {
  const client = useContext(ClientContext)
  const status = useSluiceStatus()
  const { state, source, storage } = status
  const keys = JSON.stringify(flags)
  useCommit(() => {
    if (state === 'starting' && source === 'default') return
    document.documentElement.removeAttribute(WAIT_ATTRIBUTE)
    if (storage !== 'local') return
    const peek = client.peek
    const shown = JSON.parse(keys).map((key) => [key, peek?.(key, null).variant])
    try {
      localStorage.setItem(STATIC_KEY, JSON.stringify(Object.fromEntries(shown)))
    } catch {}
  }, [client, keys, state, source, storage, status])
  return null
}
// src/Variant.tsx
/**
 * Draws the case of the variant that a flag serves.
 *
 * When a case other than the control crashes, in a render or an effect, the
 * control takes its place at once and everywhere for this session, and the client
 * is told. A control that crashes is an error of the app and goes to its own
 * boundary.
 *
 * @example
 * <Variant
 *   flag="checkout-cta"
 *   cases={{ control: <Plain />, urgent: () => import('./Urgent') }}
 *   pending={<Skeleton />}
 * />
 */
function Variant({ flag, cases, pending, fallback, props }) {
  const { details, isBroken, isOfServer, draw } = useTreatment(flag, null)
  const { variant, errorCode } = details
  const isPending = useClientState(
    ({ status }) =>
      pending !== void 0 && errorCode === 'PROVIDER_NOT_READY' && status.state === 'starting',
  )
  const part = useCode(props)
  const all = cases
  const isLoading = Object.values(all).some((drawable) => typeof drawable === 'function')
  const controlName = controlOf(all, fallback)
  const control =
    controlName === void 0
      ? { node: fallback }
      : part(all[controlName], {
          flag,
          variant: controlName,
        })
  let node
  let code
  const isKnown = variant !== void 0 && Object.hasOwn(all, variant)
  if (isPending) node = named(':pending', pending)
  else if (isKnown && variant !== controlName && !isBroken) {
    const treatment = part(all[variant], {
      flag,
      variant,
    })
    code = treatment.code
    node = draw(treatment.node, variant, isLoading ? void 0 : control)
  } else if (controlName === void 0 || (!isKnown && fallback !== void 0)) node = fallback
  else node = named(controlName, control.node)
  if (!isLoading) return node
  const standIn = pending === void 0 && !control.code ? control.node : pending
  return /* @__PURE__ */ jsx(LoadingPart, {
    code,
    pending: standIn,
    isOfServer,
    children: node,
  })
}
/** Keeps what stands in one place apart: a part of another name does not take over state. */
const named = (name, node) => /* @__PURE__ */ jsx(Fragment, { children: node }, name)
function controlOf(cases, fallback) {
  if (Object.hasOwn(cases, 'control')) return 'control'
  return fallback === void 0 ? Object.keys(cases)[0] : void 0
}
// src/flag-details.ts
const known = /* @__PURE__ */ new WeakMap()
/**
 * Lifts the metadata that people ask for most to where they look for it. The same
 * details give the same object.
 */
function toFlagDetails(details) {
  const last = known.get(details)
  if (last) return last
  const { ruleId, version, override = false } = details.metadata
  const lifted = {
    ...details,
    ruleId,
    version,
    override,
  }
  known.set(details, lifted)
  return lifted
}
// src/use-gate.ts
/**
 * Tells whether a gate is open, and renders the component again when that changes.
 *
 * Never throws and never waits: without a provider, before the first answer and
 * for an unknown flag it gives the default.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 */
function useGate(key, defaultValue = false) {
  return useFlag(key, defaultValue, selectValue)
}
/**
 * As `useGate`, with the reason why: for a line of explanation or a log. Renders
 * again when any of the details changes, so prefer `useGate` where the value is enough.
 */
function useGateDetails(key, defaultValue = false) {
  return useFlag(key, defaultValue, toFlagDetails)
}
// src/use-sluice-context.ts
/**
 * Gives the evaluation context, and the functions that change it. The functions
 * keep their identity; without a provider they do nothing.
 *
 * @example
 * const { setContext, reset } = useSluiceContext()
 * const signIn = (user: User) => setContext({ targetingKey: user.id, country: user.country })
 */
function useSluiceContext() {
  const client = useProvidedClient()
  return {
    context: useClientState((state) => state.context),
    ...useMemo(
      () => ({
        setContext: (next) => client.setContext(next),
        reset: () => client.reset(),
      }),
      [client],
    ),
  }
}
// src/first-answer.ts
const answers = /* @__PURE__ */ new WeakMap()
/** Whether the present context has had no answer yet, and the client still waits for one. */
function isStarting({ store }) {
  return store.getState().status.state === 'starting'
}
/**
 * Gives what settles with the first answer for the present context, when the
 * client stops waiting for one, or with another context. It is the same promise
 * for the same client and context.
 *
 * @returns `undefined` when nothing is awaited
 */
function firstAnswer(client) {
  if (!isStarting(client)) return void 0
  const { context } = client.store.getState()
  let answer = answers.get(context)
  if (!answer) {
    answer = new Promise((resolve) => {
      const stop = client.store.subscribe((state) => {
        if (isStarting(client) && state.context === context) return
        stop()
        resolve()
      })
    })
    answers.set(context, answer)
  }
  return answer
}
// src/use-suspense-flag.ts
/**
 * Reads a flag, and suspends as long as nothing is known of it and the first
 * answer for the present context is awaited.
 *
 * That there is something to wait for travels as state, not with the store: so a
 * context that is changed inside a transition leaves the old screen as it is.
 */
function useSuspenseFlag(key, defaultValue) {
  const client = useClient()
  const reader = useMemo(() => new PatientReader(client, key), [client, key])
  const [isWaiting, setWaiting] = useState(() => isStarting(client))
  useEffect(() => {
    let last
    const look = () => {
      const next = isStarting(client)
      if (next !== last) setWaiting((last = next))
    }
    look()
    return client.store.subscribe(look)
  }, [client])
  const value = useSyncExternalStore(
    reader.subscribe,
    () => reader.now(defaultValue).value,
    () => reader.first(defaultValue).value,
  )
  const answer = isWaiting ? reader.awaits(defaultValue) : void 0
  if (answer) throw answer
  return value
}
/** Reads one flag, and goes on with what it gave while another context has had no answer yet. */
var PatientReader = class {
  #client
  #reader
  subscribe
  #last
  /** For whom a server drew, which waits for nothing. */
  #drawnFor
  constructor(client, key) {
    this.#client = client
    this.#reader = flagReader(client, key)
    this.subscribe = this.#reader.subscribe
  }
  now(defaultValue) {
    if (!this.#last || !this.awaits(defaultValue)) this.#last = readNow(this.#reader, defaultValue)
    return this.#last
  }
  first(defaultValue) {
    this.#drawnFor = this.#client.store.getInitialState().context
    return readDrawn(this.#reader, defaultValue)
  }
  /** What has to settle before there is something to show. */
  awaits(defaultValue) {
    return readNow(this.#reader, defaultValue).errorCode === 'PROVIDER_NOT_READY' &&
      this.#client.store.getState().context !== this.#drawnFor
      ? firstAnswer(this.#client)
      : void 0
  }
}
// src/use-suspense-gate.ts
/**
 * As `useGate`, but suspends until the first answer for the present context, or
 * until the client stops waiting (`readyTimeoutMs`). Then the value or the default.
 *
 * Never rejects. Does not suspend when a bootstrap, the cache or an override knows
 * the flag, nor on a server, which has nothing to wait for, nor where hydration
 * goes on with what a server drew. A context that is changed inside a transition
 * leaves the old screen in place until its values are there.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 *
 * @example
 * <Suspense fallback={<Skeleton />}>
 *   <Checkout /> // calls useSuspenseGate('new-checkout')
 * </Suspense>
 */
function useSuspenseGate(key, defaultValue = false) {
  return useSuspenseFlag(key, defaultValue)
}
// src/use-suspense-variant.ts
/**
 * As `useVariant`, but suspends as `useSuspenseGate` does.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 *
 * @example
 * const label = useSuspenseVariant('checkout-cta', 'Buy now')
 */
function useSuspenseVariant(key, defaultValue) {
  return useSuspenseFlag(key, defaultValue)
}
// src/use-variant.ts
/**
 * Gives the value of a flag, typed from its key, and renders the component again
 * when the value changes.
 *
 * Never throws and never waits: without a provider, before the first answer, for
 * an unknown flag and for a value of another type it gives the default.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 *
 * @example
 * const label = useVariant('checkout-cta', 'Buy now')
 */
function useVariant(key, defaultValue) {
  return useFlag(key, defaultValue, selectValue)
}
/**
 * As `useVariant`, with variant, reason, rule and version. Renders again when any
 * of them changes, so prefer `useVariant` where the value is enough.
 *
 * @example
 * const { value, variant, reason } = useVariantDetails('checkout-cta', 'Buy now')
 */
function useVariantDetails(key, defaultValue) {
  return useFlag(key, defaultValue, toFlagDetails)
}
// src/with-gate.tsx
/**
 * Makes a component that draws `Component` while a gate is open, else the fallback;
 * also in place of a `Component` that crashes. Props and ref go to whichever is
 * drawn. Make it once, outside of components.
 *
 * @example
 * const Checkout = withGate(NewCheckout, { flag: 'new-checkout', fallback: OldCheckout })
 */
function withGate(Component, { flag, fallback }) {
  const Treatment = Component
  const Control = isComponent(fallback) ? fallback : void 0
  const Gated = forwardRef((props, ref) => {
    const given =
      ref === null
        ? props
        : {
            ...props,
            ref,
          }
    return /* @__PURE__ */ jsx(Gate, {
      flag,
      fallback: Control ? /* @__PURE__ */ jsx(Control, { ...given }) : fallback,
      children: /* @__PURE__ */ jsx(Treatment, { ...given }),
    })
  })
  Gated.displayName = `withGate(${Component.displayName ?? Component.name})`
  return Gated
}
/** Tells a component from something to draw: what `memo`, `forwardRef` and `lazy` give has no key. */
function isComponent(node) {
  return (
    typeof node === 'function' ||
    (typeof node === 'object' && node !== null && '$$typeof' in node && !('key' in node))
  )
}
export {
  Gate,
  Override,
  SluiceProvider,
  StaticRegions,
  Variant,
  createSluiceClient,
  readBootstrap,
  useGate,
  useGateDetails,
  useSluiceContext,
  useSluiceStatus,
  useSuspenseGate,
  useSuspenseVariant,
  useVariant,
  useVariantDetails,
  withGate,
}

//# sourceMappingURL=index.mjs.map
