import { incompleteGamma } from '../distributions/incomplete-gamma.ts'
import { StatsError } from '../errors.ts'
import type { SurvivalData } from './kaplan-meier.ts'
import { timePoints } from './kaplan-meier.ts'

/** Whether it happens sooner in one variant than in the other. */
export interface LogRankResult {
  readonly method: 'log_rank'
  /** Events of the treatment. */
  readonly observed: number
  /** What would be expected of the treatment if the variants did not differ. */
  readonly expected: number
  /** Chi-squared with one degree of freedom. */
  readonly statistic: number
  readonly p: number
}

/**
 * Log-rank test of two survival curves, with the hypergeometric variance.
 *
 * @see Mantel (1966), Evaluation of survival data, Cancer Chemother. Rep. 50; R's survdiff
 * @throws StatsError `insufficient_data` when nothing happened while both variants were watched
 */
export function logRank(control: SurvivalData, treatment: SurvivalData): LogRankResult {
  const ofControl = timePoints(control, 'control')
  const ofTreatment = timePoints(treatment, 'treatment')
  let [c, t] = [0, 0]
  let observed = 0
  let expected = 0
  let variance = 0
  while (c < ofControl.length || t < ofTreatment.length) {
    const left = ofControl[c]
    const right = ofTreatment[t]
    const time = Math.min(left?.time ?? Infinity, right?.time ?? Infinity)
    const [controlAtRisk, treatmentAtRisk] = [left?.atRisk ?? 0, right?.atRisk ?? 0]
    const inControl = left?.time === time ? left.events : 0
    const inTreatment = right?.time === time ? right.events : 0
    const n = controlAtRisk + treatmentAtRisk
    const events = inControl + inTreatment
    const share = treatmentAtRisk / n
    observed += inTreatment
    expected += events * share
    if (n > 1) variance += (events * share * (1 - share) * (n - events)) / (n - 1)
    if (left?.time === time) c++
    if (right?.time === time) t++
  }
  if (variance === 0) {
    throw new StatsError(
      'insufficient_data',
      'Nothing happened while both variants were watched. Wait for more data.',
    )
  }
  const statistic = (observed - expected) ** 2 / variance
  const p = incompleteGamma(0.5, statistic / 2).upper
  return { method: 'log_rank', observed, expected, statistic, p }
}
