import { useSyncExternalStore } from 'react'

let token = ''
const listeners = new Set<() => void>()

/** The token of the person who looks; held in the memory of this page, and nowhere else. */
export function useToken(): [token: string, setToken: (token: string) => void] {
  return [useSyncExternalStore(subscribe, now, now), setToken]
}

const now = (): string => token

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function setToken(next: string): void {
  token = next.trim()
  listeners.forEach((listener) => listener())
}
