import { createSluiceClient, SluiceProvider, useGate } from '@sluice/react'
import type { PageContestant } from '../contestant.ts'
import { flagKeys, isOn } from '../flags.ts'
import { lastSnapshot } from '../react-without-rendering.ts'

const client = createSluiceClient({
  url: 'http://127.0.0.1:9',
  clientKey: 'sluice_client_bench',
  cache: 'memory',
  stream: false,
  fetch: () => new Promise<Response>(() => {}),
  bootstrap: {
    flags: [...isOn].map(([key, value]) => ({ key, value, variant: 'off', reason: 'STATIC' })),
  },
})

const snapshots = new Map<string, () => unknown>()

/** What React calls to see whether a gate has changed: the snapshot that `useGate` gives it. */
export const contestant: Pick<PageContestant, 'start' | 'read'> = {
  start() {
    SluiceProvider({ client })
    for (const key of flagKeys) {
      // oxlint-disable-next-line react/rules-of-hooks -- nothing renders here, and the hook holds no state
      useGate(key)
      snapshots.set(key, lastSnapshot())
    }
  },
  read: (flag) => snapshots.get(flag)?.() === true,
}
