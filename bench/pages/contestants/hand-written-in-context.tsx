import type { ReactNode } from 'react'
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { PageContestant } from '../contestant.ts'
import { countRender } from '../renders.ts'
import { contestant as handWritten, read, subscribe } from './hand-written-store.tsx'

const store = { read, subscribe }
const Store = createContext(store)

function useFlag(flag: string): boolean {
  const from = useContext(Store)
  const listen = useCallback((listener: () => void) => from.subscribe(flag, listener), [from, flag])
  const snapshot = useCallback(() => from.read(flag), [from, flag])
  return useSyncExternalStore(listen, snapshot, snapshot)
}

/** The hand-written store, which components get from a provider, as an app with tests needs it. */
export const contestant: PageContestant = {
  ...handWritten,
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <Store.Provider value={store}>{children}</Store.Provider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useFlag(flag) ? 'on' : 'off'}</li>
  },
}
