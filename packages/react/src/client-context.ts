import type { SluiceClient, SluiceState } from '@sluice/client'
import { createContext, useContext, useSyncExternalStore, type Context } from 'react'

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
  'subscribeFlag' | 'onError' | 'isBroken' | 'reportCrash' | 'setContext' | 'reset'
> & {
  readonly store: Pick<SluiceClient['store'], 'getState' | 'getInitialState' | 'subscribe'>
  readonly peek?: SluiceClient['peek']
}

/** Stands where there is no provider: holds nothing and does nothing. */
const UNPROVIDED: ClientInUse = {
  store: { getState, getInitialState: getState, subscribe },
  subscribeFlag: subscribe,
  onError: subscribe,
  isBroken: () => false,
  reportCrash: subscribe,
  setContext: settle,
  reset: settle,
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

/** Tells, once a page, that a read has no provider above it, and what to do. */
export function warnOfMissingProvider(client: ClientInUse): void {
  if (client !== UNPROVIDED || warned) return
  warned = true
  // oxlint-disable-next-line no-console -- nothing else tells why every flag serves its default
  console.warn(
    'Sluice: flags serve their defaults until the app is wrapped in ' +
      '<SluiceProvider client={createSluiceClient({ url, clientKey })}>',
  )
}
