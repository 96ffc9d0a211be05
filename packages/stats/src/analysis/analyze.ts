import { checkData } from './check-data.ts'
import { checkPlan } from './check-plan.ts'
import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { checkLooks } from './check-looks.ts'
import { plainData } from './plain-data.ts'
import { readData, type Analysis } from './read-data.ts'
import { readLooks } from './read-looks.ts'

/**
 * Analyses what was measured by the plan that was made for it: health first, then the metrics,
 * then a verdict with the rule that led to it.
 *
 * A fixed or a group-sequential plan allows as many looks as it says. Whoever reads more often
 * gives the `looks` that were taken, and has the same answer from them every time. A plan that may
 * be read at any time goes by the end of each day as its `days` tell it now, or by the `looks` that
 * were kept; with them, p never rises.
 *
 * What cannot be computed is a refusal in its place, with a category and a message.
 *
 * @throws StatsError `invalid_input` for a plan that cannot be carried out, looks that it does not
 *   say, or counts and days that cannot be; it names all faults of the plan
 */
export function analyze(plan: AnalysisPlan, given: AnalysisData): Analysis {
  checkPlan(plan)
  const data = plainData(given, 'data')
  checkData(plan, data)
  checkLooks(plan, data)
  const { looks } = data
  // A plan that may be read at any time has no looks to wait for, and counts those it is given.
  return looks === undefined || plan.stopping.kind === 'always_valid'
    ? readData(plan, data)
    : readLooks(plan, data, looks)
}
