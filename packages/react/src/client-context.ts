import type { SluiceClient, SluiceState } from '@sluice/client'
import { toDetails, type JsonValue } from '@sluice/core'
import { createContext, useContext, useSyncExternalStore, type Context } from 'react'
import type { ForcedFlags } from './forced.ts'

const NONE: SluiceState['flags'] = new Map()
const STATE: SluiceState = {
  flags: NONE,
  overrides: NONE,
  context: {},
  status: { state: 'offline', source: 'default', storage: 'memory', stream: 'closed', pending: [] },
}

const getState = (): SluiceState => STATE
const subscribe = (): (() => void) => () => {}
const settle = () => Promise.resolve(STATE.status)

/** The part of a client that hooks and components use. */
export type ClientInUse = Pick<
  SluiceClient,
  | 'peek'
  | 'ready'
  | 'subscribeFlag'
  | 'onError'
  | 'isBroken'
  | 'reportCrash'
  | 'setContext'
  | 'reset'
> & {
  readonly store: Pick<SluiceClient['store'], 'getState' | 'getInitialState' | 'subscribe'>
  /** What the `<Override>` boundaries above force. */
  readonly forced?: ForcedFlags
  /** Whether there is no provider above. */
  readonly isMissing?: true
}

/** Stands where there is no provider: holds nothing and does nothing. */
const UNPROVIDED: ClientInUse = {
  isMissing: true,
  store: { getState, getInitialState: getState, subscribe },
  peek: ((key: string, defaultValue: JsonValue) =>
    toDetails(
      { key, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY', metadata: {} },
      defaultValue,
    )) as SluiceClient['peek'],
  subscribeFlag: subscribe,
  onError: subscribe,
  isBroken: () => false,
  reportCrash: subscribe,
  setContext: settle,
  reset: settle,
  ready: settle,
}

/** The client that the nearest `SluiceProvider` was given. */
export const ClientContext: Context<ClientInUse> = createContext(UNPROVIDED)

/** Reads a part of the client's state; the server's part while hydrating. */
export function useClientState<T>(select: (state: SluiceState) => T): T {
  const { store } = useContext(ClientContext)
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  )
}

let warned = false

/**
 * Tells, once a page, that a read has no provider above it, and what to do.
 *
 * @param key - the flag that is read, if it is one: what an `<Override>` decides needs no provider
 */
export function warnOfMissingProvider(client: ClientInUse, key = ''): void {
  if (!client.isMissing || warned || client.forced?.has(key)) return
  warned = true
  // oxlint-disable-next-line no-console -- nothing else tells why every flag serves its default
  console.warn(
    'Sluice: flags serve their defaults until the app is wrapped in ' +
      '<SluiceProvider client={createSluiceClient({ url, clientKey })}>',
  )
}
