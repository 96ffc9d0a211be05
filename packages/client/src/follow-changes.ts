import type { StoreApi } from 'zustand/vanilla'
import type { Listeners } from './listeners.ts'
import { tell } from './listeners.ts'
import { lookUp } from './read.ts'
import type { FlagChange, FlagEntry, SluiceState } from './state.ts'

/**
 * Tells those who follow all changes of those that can be seen.
 *
 * @param from - the state that they know
 */
export function followChanges(
  store: StoreApi<SluiceState>,
  followers: Listeners<readonly FlagChange[]>,
  from: SluiceState,
): void {
  const compare = (state: SluiceState, previous: SluiceState): void => {
    const isSame = state.flags === previous.flags && state.overrides === previous.overrides
    if (isSame || followers.size === 0) return
    const keys = new Set(
      [previous, state].flatMap((s) => [...s.flags.keys(), ...s.overrides.keys()]),
    )
    const changes: FlagChange[] = []
    for (const key of keys) {
      const before = lookUp(previous, key)
      const after = lookUp(state, key)
      if (before.value !== after.value || before.variant !== after.variant)
        changes.push({ key, from: known(before), to: known(after) })
    }
    if (changes.length > 0) tell(followers, changes)
  }
  compare(store.getState(), from)
  store.subscribe(compare)
}

function known(entry: FlagEntry): FlagEntry | undefined {
  // What stands for a flag that nothing is known of has no key.
  return entry.key === '' ? undefined : entry
}
