import type { StoreApi } from 'zustand/vanilla'
import type { Listeners } from './listeners.ts'
import { tell } from './listeners.ts'
import { lookUp } from './read.ts'
import type { SluiceState } from './state.ts'

/** Changes the state, and tells the readers of each flag of which something else is known now. */
export function publish(
  { getState, setState }: StoreApi<SluiceState>,
  readers: ReadonlyMap<string, Listeners<void>>,
  next: Partial<SluiceState>,
): void {
  const last = getState()
  setState(next)
  const state = getState()
  // A copy, since who is told may stop and listen again.
  for (const [key, listeners] of [...readers])
    if (lookUp(state, key) !== lookUp(last, key)) tell(listeners, undefined)
}
