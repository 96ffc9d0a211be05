import type { Engine, QueryParam } from './engine.ts'
import type { Questions } from './event-store.ts'
import { exposureCounts, firstExposures, mixedUnits } from './exposures.ts'
import { extremes } from './extremes.ts'
import { metricsBy } from './grouped-metrics.ts'
import { lossByVariant } from './loss-by-variant.ts'
import { metrics, metricsByDay } from './metrics.ts'
import { activity, outcomesSeen, unitValues } from './planning.ts'
import { timeToOutcome } from './time-to-outcome.ts'
import { recent, usage } from './usage.ts'

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
    outcomesSeen: async (question) => outcomesSeen(engine, question),
    activity: async (question) => activity(engine, question),
    unitValues: async (question) => unitValues(engine, question),
    extremes: async (analysis, question) => extremes(engine, analysis, question),
    traced: (onQuery) => answerQuestions(tracing(engine, onQuery)),
  }
}

function tracing(
  engine: Engine,
  onQuery: (sql: string, params: Readonly<Record<string, QueryParam>>) => void,
): Engine {
  return {
    ...engine,
    view: (environment, range, work) =>
      engine.view(environment, range, (view) =>
        work({
          ...view,
          query: async (sql, params) => {
            // Which files there are is of no use to whoever reads it.
            onQuery(sql.replaceAll(view.events, 'events').replaceAll(/\s+/g, ' '), params)
            return view.query(sql, params)
          },
        }),
      ),
  }
}
