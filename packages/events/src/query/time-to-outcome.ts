import type { SurvivalStep } from './answers.ts'
import { armsOf } from './arms.ts'
import { segmentOf } from './assigned.ts'
import { checkAnalysis, checkTime, invalid, neededUntil } from './check-question.ts'
import type { Engine } from './engine.ts'
import { outcomesOf } from './outcomes.ts'
import type { Analysis, TimeToOutcome } from './questions.ts'

const DEFAULT_RESOLUTION_MS = 60_000
const MAX_STEPS = 100_000

/** Tells after what time outcomes came, and after what time units were last seen without one. */
export async function timeToOutcome(
  engine: Engine,
  analysis: Analysis,
  { outcome, horizonMs, resolutionMs = DEFAULT_RESOLUTION_MS }: TimeToOutcome,
): Promise<SurvivalStep[]> {
  checkAnalysis(analysis)
  checkTime('horizonMs', horizonMs)
  const until = neededUntil(analysis)
  if (!(Number.isSafeInteger(resolutionMs) && resolutionMs >= 1)) {
    throw invalid(`The resolution is ${resolutionMs} ms: give whole milliseconds, 1 or more.`)
  }
  if (horizonMs / resolutionMs > MAX_STEPS) {
    throw invalid(`That is over ${MAX_STEPS} steps: give a coarser resolution.`)
  }
  const range = [analysis.from, Math.min(until, analysis.to + horizonMs)] as const
  const rows = await engine.view(analysis.environment, range, (view) => {
    const arms = armsOf(engine.dialect, view.events, analysis)
    const plan = { outcomes: [outcome], beforeMs: 0, afterMs: horizonMs }
    const outcomes = outcomesOf(engine.dialect, view.events, analysis, plan)
    return view.query(
      `with ${arms.text}, ${outcomes.text},
       reached as (select unit as reached_unit, min(delta) as reached_after from outcomes group by unit),
       ends as (
         select arm, reached_after is not null as has_outcome,
           coalesce(reached_after, least($horizon, $until - first_at)) as lasted
         from unit_arms left join reached on reached_unit = unit
       ), steps as (
         select arm as steps_arm, lasted - lasted % $resolution as step_at,
           count(case when has_outcome then 1 end) as reached, count(case when not has_outcome then 1 end) as open
         from ends group by arm, lasted - lasted % $resolution
       )
       select r.variant as variant, r.segment as segment, step_at, sum(reached * r.weight) as events, sum(open * r.weight) as censored,
         sum((reached + open) * r.weight * r.weight) as squares
       from steps join arms r on r.arm = steps_arm
       group by r.variant, r.segment, step_at order by variant, segment, step_at`,
      {
        ...arms.params,
        ...outcomes.params,
        horizon: horizonMs,
        until,
        resolution: resolutionMs,
      },
    )
  })
  return rows.map((row) => ({
    variant: String(row['variant']),
    segment: segmentOf(row['segment']),
    timeMs: Number(row['step_at']),
    events: Number(row['events']),
    censored: Number(row['censored']),
    weightSquares: Number(row['squares']),
  }))
}
