import type { EventStore, StoreLoss } from '@sluice/events'
import type { SpoolState } from '@sluice/events/spool'
import type { Logger } from '../http/logger.ts'

/** Knows how many losses an event store remembers. */
export interface LossWatch {
  /** Those found so far, in the spool and in the store as soon as that is open. */
  readonly count: number
  /** For the store to call when it finds one: the log has it once. */
  readonly onLoss: (loss: StoreLoss) => void
  /** Looks at a store from now on. @returns the store */
  watch(store: EventStore): EventStore
}

/**
 * Makes a watch.
 *
 * @param spooled - how many losses the spool remembers, which is known before a store is open
 */
export function createLossWatch(logger: Logger, spooled: () => number): LossWatch {
  let watched: Pick<EventStore, 'losses'> | undefined
  return {
    get count() {
      return watched?.losses().filter(isAlarm).length ?? spooled()
    },
    onLoss(loss) {
      if (isAlarm(loss)) logger.error({ loss }, 'stored events are lost')
      else logger.warn({ loss }, 'a segment of events was taken in that no list had')
    },
    watch(store) {
      watched = store
      return store
    },
  }
}

/** How many losses a spool remembers: what was torn was acknowledged to nobody. */
export function lossesOf(spool: SpoolState | undefined): number {
  return spool?.losses.filter(({ reason }) => reason !== 'torn').length ?? 0
}

/** What was taken in is there. */
function isAlarm({ reason }: StoreLoss): boolean {
  return reason !== 'adopted'
}
