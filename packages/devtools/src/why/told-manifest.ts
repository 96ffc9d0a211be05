import { useSyncExternalStore } from 'react'
import type { SluiceManifest } from '../manifest.ts'

let told: SluiceManifest | undefined
const listeners = new Set<() => void>()

/** What a service has told of flags beyond what a browser is served, to somebody who may read rules. */
export const useToldManifest = (): SluiceManifest | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => told,
  )

/** Takes over what a service has told. */
export function tellManifest(manifest: SluiceManifest | undefined): void {
  told = manifest ?? told
  listeners.forEach((listener) => listener())
}
