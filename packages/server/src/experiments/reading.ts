import type { AnalysisPlan, MetricPlan } from '@sluice/stats'
import type { SealedPlan } from './sealed-plan.ts'

/** How results are read otherwise than their plan says: to look around, and to decide nothing by. */
export interface Reading {
  /** In place of the alpha of the plan. */
  readonly alpha?: number
  /** In place of the correction of the plan. */
  readonly correction?: NonNullable<AnalysisPlan['correction']>
  /** Leaves what was known of units before out of it. */
  readonly withoutCovariates?: boolean
  /** Only units that came first in `[from, to)`, epoch milliseconds. */
  readonly from?: number
  readonly to?: number
  /** Also splits the primary metrics by these attributes, which the plan does not name. */
  readonly explore?: readonly string[]
}

/** A plan as it is read for once; some days alone are not split by segments. */
export function readBy(plan: SealedPlan, reading: Reading): SealedPlan {
  const { alpha, correction, explore = [], from, to } = reading
  const isWhole = from === undefined && to === undefined
  const known = plan.segments ?? []
  return {
    ...plan,
    ...(alpha !== undefined && { alpha }),
    ...(correction !== undefined && { correction }),
    ...(reading.withoutCovariates === true && {
      primary: plan.primary.map(unadjusted(plan)),
      secondary: (plan.secondary ?? []).map(unadjusted(plan)),
      guardrails: (plan.guardrails ?? []).map(unadjusted(plan)),
    }),
    ...(explore.length > 0 && { segments: [...new Set([...known, ...explore])] }),
    // What two ranges of days differ by could be a cell that is too small to be shown.
    ...(!isWhole && { segments: [] }),
  }
}

/**
 * Tells in what a reading is not that of the plan, a few words each. Segments that are explored
 * beside those of the plan change nothing of it.
 */
export function differencesOf(plan: SealedPlan, reading: Reading): readonly string[] {
  const { alpha, correction, from, to } = reading
  const { alpha: planned = 0.05, correction: sealed = 'holm' } = plan
  return [
    ...(alpha === undefined || alpha === planned ? [] : [`alpha ${alpha} instead of ${planned}`]),
    ...(correction === undefined || correction === sealed
      ? []
      : [`correction ${correction} instead of ${sealed}`]),
    ...(reading.withoutCovariates === true ? ['without covariates'] : []),
    ...(from === undefined ? [] : [`only who came from ${dayOf(from)} on`]),
    ...(to === undefined ? [] : [`only who came before ${dayOf(to)}`]),
  ]
}

/** The same metric by a test that leaves its covariate alone. */
function unadjusted({ definitions }: SealedPlan): <M extends MetricPlan>(metric: M) => M {
  return (metric) => {
    const definition = definitions[metric.key]
    const isAdjusted = definition !== undefined && 'covariateMs' in definition
    return isAdjusted ? { ...metric, test: 'unadjusted' } : metric
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
