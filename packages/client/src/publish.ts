import type { StoreApi } from 'zustand/vanilla'
import { tell } from './listeners.ts'
import { lookUp, type FlagsReader } from './read.ts'
import type { SluiceState } from './state.ts'

/**
 * Changes the state, and tells the readers of each flag of which something else is known now.
 *
 * @param keys - of the flags of which that may be; default: all, since why there is no answer can
 *   be different for flags that no table has
 */
export function publish(
  { getState, setState }: StoreApi<SluiceState>,
  flags: FlagsReader['all'],
  next: Partial<SluiceState>,
  keys: Iterable<string> = flags.keys(),
): void {
  const last = getState()
  setState(next)
  const state = getState()
  // A copy of the keys, since who is told may stop and listen again.
  ;[...keys].forEach((key) => {
    const listeners = flags.get(key)?.listeners
    // oxlint-disable-next-line typescript/strict-boolean-expressions -- none, or nobody
    if (listeners?.size && lookUp(state, key) !== lookUp(last, key)) tell(listeners, undefined)
  })
}
