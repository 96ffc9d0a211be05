import type { StoreApi } from 'zustand/vanilla'
import type { Listeners } from './listeners.ts'
import { tell } from './listeners.ts'
import { lookUp } from './read.ts'
import type { FlagTable, SluiceState } from './state.ts'

/** Tells the readers of each flag for which something else is known now, and nobody else. */
export function publishChanges(
  store: StoreApi<SluiceState>,
  readers: ReadonlyMap<string, Listeners<void>>,
): void {
  store.subscribe((state, previous) => {
    // Why there is no answer can be different for flags that no table has.
    const keys =
      state.status.source === previous.status.source
        ? [
            ...changedKeys(previous.flags, state.flags),
            ...changedKeys(previous.overrides, state.overrides),
          ]
        : readers.keys()
    for (const key of keys) {
      const listeners = readers.get(key)
      if (listeners && lookUp(state, key) !== lookUp(previous, key)) tell(listeners, undefined)
    }
  })
}

/** Finds what differs in one pass, since a page may read thousands of flags, and few change. */
function changedKeys(before: FlagTable, after: FlagTable): string[] {
  const keys: string[] = []
  if (before === after) return keys
  let kept = 0
  for (const [key, entry] of after) {
    const last = before.get(key)
    if (last) kept++
    if (last !== entry) keys.push(key)
  }
  if (kept < before.size) keys.push(...before.keys())
  return keys
}
