import type { Engine } from './engine.ts'
import type { EventStore } from './event-store.ts'
import { exposureCounts, firstExposures, mixedUnits } from './exposures.ts'
import { lossByVariant, recent, usage } from './loss-and-usage.ts'
import { metricsBy } from './grouped-metrics.ts'
import { metrics, metricsByDay } from './metrics.ts'
import { timeToOutcome } from './time-to-outcome.ts'

/** The part of an event store that asks; the same SQL for every engine. */
export type Questions = Pick<
  EventStore,
  | 'exposureCounts'
  | 'firstExposures'
  | 'mixedUnits'
  | 'metrics'
  | 'metricsBy'
  | 'metricsByDay'
  | 'timeToOutcome'
  | 'lossByVariant'
  | 'usage'
  | 'recent'
>

/** Answers every question with an engine. */
export function answerQuestions(engine: Engine): Questions {
  return {
    exposureCounts: async (question) => exposureCounts(engine, question),
    firstExposures: async (analysis) => firstExposures(engine, analysis),
    mixedUnits: async (analysis) => mixedUnits(engine, analysis),
    metrics: async (analysis, wanted) => metrics(engine, analysis, wanted),
    metricsBy: async (analysis, wanted, groupings) =>
      metricsBy(engine, analysis, wanted, groupings),
    metricsByDay: async (analysis, wanted, days) => metricsByDay(engine, analysis, wanted, days),
    timeToOutcome: async (analysis, outcome) => timeToOutcome(engine, analysis, outcome),
    lossByVariant: async (question) => lossByVariant(engine, question),
    usage: async (question) => usage(engine, question),
    recent: async (question) => recent(engine, question),
  }
}
