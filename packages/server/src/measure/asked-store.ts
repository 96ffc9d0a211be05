import type { EventStore, Questions } from '@sluice/events'
import type { GuardedStore } from '../intake/guarded-store.ts'

/** The questions that measuring has. */
export type AskedStore = Pick<
  Questions,
  | 'metricsBy'
  | 'metrics'
  | 'metricsByDay'
  | 'timeToOutcome'
  | 'lossByVariant'
  | 'exposureCounts'
  | 'outcomesSeen'
  | 'activity'
  | 'unitValues'
  | 'extremes'
> & {
  /** The same questions, each of which tells the SQL that it runs. */
  traced(onQuery: Parameters<Questions['traced']>[0]): AskedStore
}

/** Asks each question for itself past the breaker of a store, which only failures of the store open. */
export function askedStore(
  guarded: Pick<GuardedStore, 'ask'>,
  of: (store: EventStore) => Omit<AskedStore, 'traced'> = (store) => store,
): AskedStore {
  return {
    metricsBy: async (...asked) => guarded.ask(async (store) => of(store).metricsBy(...asked)),
    metrics: async (...asked) => guarded.ask(async (store) => of(store).metrics(...asked)),
    metricsByDay: async (...asked) =>
      guarded.ask(async (store) => of(store).metricsByDay(...asked)),
    timeToOutcome: async (...asked) =>
      guarded.ask(async (store) => of(store).timeToOutcome(...asked)),
    lossByVariant: async (...asked) =>
      guarded.ask(async (store) => of(store).lossByVariant(...asked)),
    exposureCounts: async (...asked) =>
      guarded.ask(async (store) => of(store).exposureCounts(...asked)),
    outcomesSeen: async (...asked) =>
      guarded.ask(async (store) => of(store).outcomesSeen(...asked)),
    activity: async (...asked) => guarded.ask(async (store) => of(store).activity(...asked)),
    extremes: async (...asked) => guarded.ask(async (store) => of(store).extremes(...asked)),
    unitValues: async (...asked) => guarded.ask(async (store) => of(store).unitValues(...asked)),
    traced: (onQuery) => askedStore(guarded, (store) => store.traced(onQuery)),
  }
}
