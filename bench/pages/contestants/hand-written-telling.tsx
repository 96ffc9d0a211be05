import type { ReactNode } from 'react'
import {
  createContext,
  useCallback,
  useContext,
  useLayoutEffect,
  useSyncExternalStore,
} from 'react'
import type { PageContestant } from '../contestant.ts'
import { countRender } from '../renders.ts'
import { contestant as handWritten, read, subscribe } from './hand-written-store.tsx'

// Who saw what, once a page; and what this commit shows, until its task is over.
const seen = new Set<string>()
let shown: string[] = []

function tell(): void {
  const now = shown
  shown = []
  for (const key of now) seen.add(key)
}

function show(flag: string, on: boolean): void {
  if (shown.push(`${flag} ${on}`) === 1) queueMicrotask(tell)
}

const store = { read, subscribe, show }
const Store = createContext(store)

function useFlag(flag: string): boolean {
  const from = useContext(Store)
  const listen = useCallback((listener: () => void) => from.subscribe(flag, listener), [from, flag])
  const snapshot = useCallback(() => from.read(flag), [from, flag])
  const on = useSyncExternalStore(listen, snapshot, snapshot)
  useLayoutEffect(() => from.show(flag, on), [from, flag, on])
  return on
}

/**
 * The hand-written store in a context, which tells with the commit what it shows: the
 * least that anything can do in React which counts what people saw.
 */
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
