import { checkData } from './check-data.ts'
import { checkPlan } from './check-plan.ts'
import type { AnalysisData } from './data.ts'
import type { Health } from './health.ts'
import { healthOf } from './health.ts'
import { plainData } from './plain-data.ts'
import type { AnalysisPlan } from './plan.ts'

/**
 * Looks for everything that would make a comparison meaningless.
 *
 * Splits are read by the test that may be asked at every look. Where a fixed plan is read, once,
 * the sharper one for one look decides as well. After that time it only warns.
 *
 * @see Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD
 * @throws StatsError `invalid_input` for a plan, counts or days that cannot be
 */
export function checkHealth(plan: AnalysisPlan, given: AnalysisData): Health {
  checkPlan(plan)
  const data = plainData(given, 'data')
  checkData(plan, data)
  return healthOf(plan, data)
}
