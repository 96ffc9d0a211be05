import type { SluiceClient, SluiceState } from '@sluice/client'
import { useContext, useSyncExternalStore } from 'react'
import {
  ClientContext,
  UNPROVIDED,
  warnOfMissingProvider,
  type ReadClient,
} from './client-context.ts'

/** What hooks and components do with a client besides reading flags. */
export type ClientInUse = ReadClient &
  Pick<
    SluiceClient,
    'flags' | 'onError' | 'crashes' | 'report' | 'setContext' | 'reset' | 'track'
  > & {
    readonly store: Pick<SluiceClient['store'], 'getState' | 'getInitialState' | 'subscribe'>
  }

const NONE: SluiceState['flags'] = new Map()
const STATE: SluiceState = {
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

const getState = (): SluiceState => STATE
const subscribe = (): (() => void) => () => {}
const settle = () => Promise.resolve(STATE.status)

/** Stands where there is no provider: does nothing. */
const IDLE: ClientInUse = {
  ...UNPROVIDED,
  store: { getState, getInitialState: getState, subscribe },
  flags: new Map(),
  onError: subscribe,
  crashes: {
    broken: { has: () => false, add: subscribe, delete: subscribe },
    remember: subscribe,
    record: subscribe,
  },
  report: subscribe,
  track: subscribe,
  setContext: settle,
  reset: settle,
}

/** The client that the nearest `SluiceProvider` was given. */
export function useClient(): ClientInUse {
  const client = useContext(ClientContext)
  // What a provider or an `<Override>` gives is whole.
  return client === UNPROVIDED ? IDLE : (client as ClientInUse)
}

/** Whether there is a provider above. */
export const isProvided = ({ store }: ReadClient): boolean => store !== IDLE.store

/** As `useClient`, for what makes no sense without a provider. */
export function useProvidedClient(): ClientInUse {
  const client = useClient()
  if (!isProvided(client)) warnOfMissingProvider()
  return client
}

/** Reads a part of the client's state; the server's part while hydrating. */
export function useClientState<T>(select: (state: SluiceState) => T): T {
  const { store } = useClient()
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  )
}
