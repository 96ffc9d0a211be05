import type { ReactNode } from 'react'
import { useCallback, useSyncExternalStore } from 'react'
import type { PageContestant } from '../contestant.ts'
import { flagKeys, isOn, service } from '../flags.ts'
import { countRender } from '../renders.ts'

// What somebody would write who needs nothing but live booleans: a map, and listeners by key.
const values = new Map<string, boolean>(flagKeys.map((key) => [key, false]))
const listeners = new Map<string, Set<() => void>>()

export function subscribe(flag: string, listener: () => void): () => void {
  const own = listeners.get(flag) ?? new Set()
  listeners.set(flag, own)
  own.add(listener)
  return () => {
    own.delete(listener)
    if (own.size === 0) listeners.delete(flag)
  }
}

function set(flag: string, on: boolean): void {
  if (values.get(flag) === on) return
  values.set(flag, on)
  for (const listener of listeners.get(flag) ?? []) listener()
}

export const read = (flag: string): boolean => values.get(flag) ?? false

function useFlag(flag: string): boolean {
  const listen = useCallback((listener: () => void) => subscribe(flag, listener), [flag])
  const snapshot = useCallback(() => read(flag), [flag])
  return useSyncExternalStore(listen, snapshot, snapshot)
}

/** A store of `useSyncExternalStore` in forty lines. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => children,
  Reader({ flag }) {
    countRender()
    return <li>{useFlag(flag) ? 'on' : 'off'}</li>
  },
  start() {},
  turnOn: (flag) => set(flag, true),
  takeBack: (flag) => set(flag, isOn.get(flag) === true),
  answer: () => JSON.stringify([...isOn].map(([key, value]) => ({ key, value }))),
  async refresh() {
    const answer = (await (await service.respond()).json()) as { key: string; value: boolean }[]
    for (const { key, value } of answer) set(key, value)
  },
  repeatContext() {},
  read,
}
