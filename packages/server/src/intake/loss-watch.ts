import type { EventStore, StoreLoss } from '@sluice/events'
import type { Logger } from '../http/logger.ts'

/** Knows how many losses an event store remembers. */
export interface LossWatch {
  /** Those found so far; 0 before the store is open. */
  readonly count: number
  /** For the store to call when it finds one: the log has it once. */
  readonly onLoss: (loss: StoreLoss) => void
  /** Looks at a store from now on. @returns the store */
  watch(store: EventStore): EventStore
}

/** Makes a watch. */
export function createLossWatch(logger: Logger): LossWatch {
  let watched: Pick<EventStore, 'losses'> | undefined
  return {
    get count() {
      return watched?.losses().filter(isAlarm).length ?? 0
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

/** What was taken in is there. */
function isAlarm({ reason }: StoreLoss): boolean {
  return reason !== 'adopted'
}
