import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { createStore } from 'zustand/vanilla'
import type { SluiceClient } from './client.ts'
import type { SluiceClientOptions } from './options.ts'
import type { FlagChange, FlagEntry, FlagTable, Override, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/**
 * Makes a client and starts to ask the service.
 *
 * @param options - only `url` and `clientKey` are needed
 */
export function createSluiceClient(options: SluiceClientOptions): SluiceClient {
  const anonymousKey = crypto.randomUUID()
  const full = (context: object = {}) => ({ targetingKey: anonymousKey, anonymousKey, ...context })
  const store = createStore<SluiceState>(() => ({
    flags: new Map(),
    overrides: new Map(),
    context: full(options.context),
    status: { state: 'starting', source: 'default', storage: 'memory', stream: 'closed' },
  }))
  const flagListeners = new Map<string, Set<() => void>>()
  const changeListeners = new Set<(changes: readonly FlagChange[]) => void>()
  const errorListeners = new Set<(error: SluiceError) => void>()
  if (options.onChange !== undefined) changeListeners.add(options.onChange)
  if (options.onError !== undefined) errorListeners.add(options.onError)
  const broken = new Set<string>()
  const memo = new Map<string, Map<unknown, EvaluationDetails>>()
  const lookup = (state: SluiceState, key: string) =>
    state.overrides.get(key) ?? state.flags.get(key)

  store.subscribe((state, previous) => {
    memo.clear()
    for (const [key, listeners] of flagListeners)
      if (
        lookup(state, key) !== lookup(previous, key) ||
        state.status.source !== previous.status.source
      )
        for (const listener of listeners) listener()
  })

  const setStatus = (status: Partial<SluiceStatus>) =>
    store.setState({ status: { ...store.getState().status, ...status } })

  let generation = 0
  async function fetchFlags(): Promise<SluiceStatus> {
    const mine = ++generation
    try {
      const response = await (options.fetch ?? fetch)(`${options.url}/ofrep/v1/evaluate/flags`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${options.clientKey}`,
        },
        body: JSON.stringify({ context: store.getState().context }),
      })
      const body = (await response.json()) as { flags: FlagEntry[] }
      if (mine !== generation) return store.getState().status
      const flags: FlagTable = new Map(body.flags.map((flag) => [flag.key, flag]))
      store.setState({ flags })
      setStatus({ state: 'ready', source: 'network', fetchedAt: Date.now() })
    } catch (cause) {
      setStatus({
        state: 'offline',
        error: new SluiceError('NETWORK_FAILED', 'The service did not answer.', { cause }),
      })
    }
    return store.getState().status
  }

  function peek(key: string, defaultValue: JsonValue): EvaluationDetails {
    const known = memo.get(key)?.get(defaultValue)
    if (known !== undefined) return known
    const entry = lookup(store.getState(), key)
    const failed = (errorCode: 'FLAG_NOT_FOUND' | 'PROVIDER_NOT_READY' | 'TYPE_MISMATCH') =>
      ({ key, value: defaultValue, reason: 'ERROR', errorCode, metadata: {} }) as const
    const details: EvaluationDetails =
      entry === undefined
        ? failed(
            store.getState().status.source === 'network' ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY',
          )
        : !('value' in entry)
          ? { ...entry, value: defaultValue }
          : kindOf(entry.value) === kindOf(defaultValue)
            ? entry
            : failed('TYPE_MISMATCH')
    if (!memo.has(key)) memo.set(key, new Map())
    memo.get(key)?.set(defaultValue, details)
    return details
  }

  const listen = <T>(set: Set<T>, listener: T) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  let overrides: Record<string, Override> = {}
  const setOverrides = (next: Record<string, Override>) => {
    overrides = next
    store.setState({
      overrides: new Map(
        Object.entries(next).map(([key, { value, variant }]) => [
          key,
          {
            key,
            value,
            ...(variant === undefined ? {} : { variant }),
            reason: 'OVERRIDE',
            metadata: { override: true },
          },
        ]),
      ),
    })
  }
  let first = fetchFlags()
  const setContext = (context: object = {}) => {
    store.setState({ context: full(context) })
    first = fetchFlags()
    return first
  }

  return {
    store,
    peek: peek as SluiceClient['peek'],
    subscribeFlag(key, listener) {
      const set = flagListeners.get(key) ?? new Set()
      flagListeners.set(key, set)
      return listen(set, listener)
    },
    status: () => store.getState().status,
    ready: () => first,
    setContext,
    context: () => store.getState().context,
    reset: () => setContext(),
    refresh: fetchFlags,
    setOverride: (key, override) => setOverrides({ ...overrides, [key]: override }),
    removeOverride(key) {
      const { [key]: _, ...rest } = overrides
      setOverrides(rest)
    },
    clearOverrides: () => setOverrides({}),
    overrides: () => overrides,
    onChange: (listener) => listen(changeListeners, listener),
    onError: (listener) => listen(errorListeners, listener),
    reportCrash({ flag, variant, error }) {
      broken.add(`${flag} ${variant}`)
      for (const listener of errorListeners)
        listener(new SluiceError('TREATMENT_CRASHED', `${flag} crashed.`, { cause: error }))
    },
    isBroken: (flag, variant) => broken.has(`${flag} ${variant}`),
    close() {
      setStatus({ state: 'closed' })
    },
  }
}
