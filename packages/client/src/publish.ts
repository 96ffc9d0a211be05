import type { StoreApi } from 'zustand/vanilla'
import type { Listeners } from './listeners.ts'
import { tell } from './listeners.ts'
import { lookUp } from './read.ts'
import type { FlagChange, FlagEntry, SluiceState } from './state.ts'

/**
 * Tells the readers of each flag for which something else is known now, and
 * nobody else; then those who follow all changes, of those that can be seen.
 */
export function publishChanges(
  store: StoreApi<SluiceState>,
  readers: ReadonlyMap<string, Listeners<void>>,
  followers: Listeners<readonly FlagChange[]>,
): void {
  store.subscribe((state, previous) => {
    for (const [key, listeners] of readers)
      if (lookUp(state, key) !== lookUp(previous, key)) tell(listeners, undefined)
    const isSame = state.flags === previous.flags && state.overrides === previous.overrides
    if (isSame || followers.size === 0) return
    const keys = new Set(
      [previous, state].flatMap((s) => [...s.flags.keys(), ...s.overrides.keys()]),
    )
    const changes: FlagChange[] = []
    for (const key of keys) {
      const from = lookUp(previous, key)
      const to = lookUp(state, key)
      if (from.value !== to.value || from.variant !== to.variant)
        changes.push({ key, from: known(from), to: known(to) })
    }
    if (changes.length > 0) tell(followers, changes)
  })
}

function known(entry: FlagEntry): FlagEntry | undefined {
  // What stands for a flag that nothing is known of has no key.
  return entry.key === '' ? undefined : entry
}
