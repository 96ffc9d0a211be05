import type { StoreApi } from 'zustand/vanilla'
import type { Listeners } from './listeners.ts'
import { tell } from './listeners.ts'
import { lookUp } from './read.ts'
import type { SluiceState } from './state.ts'

/** Tells the readers of each flag for which something else is known now, and nobody else. */
export function publishChanges(
  store: StoreApi<SluiceState>,
  readers: ReadonlyMap<string, Listeners<void>>,
): void {
  store.subscribe((state, previous) => {
    const { flags, overrides, status } = previous
    const isSame = state.flags === flags && state.status.source === status.source
    // Where nothing else changed, only what is or was forced can be different.
    for (const key of isSame ? [...overrides.keys(), ...state.overrides.keys()] : readers.keys()) {
      const listeners = readers.get(key)
      if (listeners && lookUp(state, key) !== lookUp(previous, key)) tell(listeners, undefined)
    }
  })
}
