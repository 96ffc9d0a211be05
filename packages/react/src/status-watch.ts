import type { SluiceStatus } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { readNow, type FlagReader } from './read-flag.ts'
import { eachMounted } from './mounted.ts'
import type { ClientInUse } from './use-client.ts'
import { watchMounts } from './watch-mounts.ts'

/** A client's status together with what the components of a page keep back, as React reads it. */
export interface StatusWatch {
  readonly subscribe: (listener: () => void) => () => void
  readonly now: () => SluiceStatus
  readonly first: () => SluiceStatus
}

/** Prepares to read the status of a client; the same object until something in it changes. */
export function watchStatus(client: ClientInUse): StatusWatch {
  const { store } = client
  const isWaiting = (reader: FlagReader | undefined): reader is FlagReader => {
    // Nearly every flag is live, and nothing of it is ever kept.
    if (!reader?.kept) return false
    const value = reader.default as JsonValue
    const kept = readNow(reader, value)
    const latest = reader.client.peek(reader.key, value)
    return kept.value !== latest.value || kept.variant !== latest.variant
  }
  let last: SluiceStatus | undefined
  let shown: SluiceStatus | undefined
  return {
    subscribe(listener) {
      const stops = [
        store.subscribe(listener),
        watchMounts(client, (reader) => isWaiting(reader) && listener()),
      ]
      return () => stops.forEach((stop) => stop())
    },
    now() {
      const { status } = store.getState()
      const all = new Set(status.pending)
      eachMounted(client, (reader) => isWaiting(reader) && all.add(reader.key))
      const pending = [...all]
      if (!shown || status !== last || pending.join() !== shown.pending.join())
        shown = pending.length === status.pending.length ? status : { ...status, pending }
      last = status
      return shown
    },
    first: () => store.getInitialState().status,
  }
}
