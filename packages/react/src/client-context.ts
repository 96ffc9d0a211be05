import type { SluiceClient, SluiceState } from '@sluice/client'
import { createContext, useContext, useSyncExternalStore, type Context } from 'react'

/** The client that the nearest `SluiceProvider` was given. */
export const ClientContext: Context<SluiceClient | undefined> = createContext<
  SluiceClient | undefined
>(undefined)

const UNPROVIDED: SluiceState = {
  flags: new Map(),
  overrides: new Map(),
  context: {},
  status: { state: 'offline', source: 'default', storage: 'memory', stream: 'closed' },
}
const unprovided = (): SluiceState => UNPROVIDED

/** Subscribes to nothing. */
export const never = (): (() => void) => () => {}

const NO_STORE: Pick<SluiceClient['store'], 'getState' | 'getInitialState' | 'subscribe'> = {
  getState: unprovided,
  getInitialState: unprovided,
  subscribe: never,
}

/** The store of a client, or one that stays empty and offline. */
export const storeOf = (client: SluiceClient | undefined): typeof NO_STORE =>
  client?.store ?? NO_STORE

/** Reads a part of the client's state; the server's part while hydrating. */
export function useClientState<T>(select: (state: SluiceState) => T): T {
  const { subscribe, getState, getInitialState } = storeOf(useContext(ClientContext))
  return useSyncExternalStore(
    subscribe,
    () => select(getState()),
    () => select(getInitialState()),
  )
}

let warned = false

/** Tells, once a page, that a read has no provider above it, and what to do. */
export function warnOfMissingProvider(client: SluiceClient | undefined): void {
  if (client !== undefined || warned) return
  warned = true
  // oxlint-disable-next-line no-console -- nothing else tells why every flag serves its default
  console.warn(
    'Sluice: no <SluiceProvider> here, so flags serve their defaults. ' +
      'Wrap the app in <SluiceProvider client={createSluiceClient({ url, clientKey })}>.',
  )
}
