import type { SluiceStatus } from '@sluice/client'
import { readNow, type FlagReader } from './read-flag.ts'
import { mounted } from './mounted.ts'
import type { ClientInUse } from './use-client.ts'
import { watchMounts } from './watch-mounts.ts'

/** A client's status together with what the components of a page keep back, as React reads it. */
export interface StatusWatch {
  readonly subscribe: (listener: () => void) => () => void
  readonly now: () => SluiceStatus
  readonly first: () => SluiceStatus
}

/** Prepares to read the status of a client; the same object until something in it changes. */
export function watchStatus({ store }: ClientInUse): StatusWatch {
  const isWaiting = (reader: FlagReader): boolean => {
    // Nearly every flag is live, and nothing of it is ever kept.
    if (!reader.kept || reader.client.store !== store || reader.default === undefined) return false
    const kept = readNow(reader, reader.default)
    const latest = reader.client.peek(reader.key, reader.default)
    return kept.value !== latest.value || kept.variant !== latest.variant
  }
  let last: SluiceStatus | undefined
  let shown: SluiceStatus | undefined
  return {
    subscribe(listener) {
      const watch = (reader: FlagReader): void => {
        if (isWaiting(reader)) listener()
      }
      const stopWatching = watchMounts(watch)
      const stop = store.subscribe(listener)
      return () => {
        stopWatching()
        stop()
      }
    },
    now() {
      const { status } = store.getState()
      const all = new Set(status.pending)
      for (const reader of mounted) if (isWaiting(reader)) all.add(reader.key)
      const pending = [...all]
      if (!shown || status !== last || pending.join() !== shown.pending.join())
        shown = pending.length === status.pending.length ? status : { ...status, pending }
      last = status
      return shown
    },
    first: () => store.getInitialState().status,
  }
}
