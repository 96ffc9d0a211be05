import type { PageContestant } from '../contestant.ts'
import { contestant as store } from './hand-written-store.tsx'

/** The hand-written store, which leaves what was turned on for a reload of the tab. */
export const contestant: PageContestant = {
  ...store,
  turnOn(flag) {
    store.turnOn?.(flag)
    sessionStorage.setItem('flags', JSON.stringify([[flag, true]]))
  },
}
