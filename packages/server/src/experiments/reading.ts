import type { AnalysisPlan } from '@sluice/stats'
import type { MeasuredUnits } from '../measure/measure-units.ts'
import { withoutCovariates } from './figures.ts'
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

/** What was measured, without what was known of units before where a reading leaves that out. */
export function measuredBy(reading: Reading, measured: MeasuredUnits): MeasuredUnits {
  if (reading.withoutCovariates !== true) return measured
  return {
    ...measured,
    metrics: withoutCovariates(measured.metrics),
    days: measured.days.map(({ metrics = {}, ...day }) => ({
      ...day,
      metrics: withoutCovariates(metrics),
    })),
    segments: Object.fromEntries(
      Object.entries(measured.segments).map(([name, values]) => [
        name,
        values.map((value) => ({ ...value, metrics: withoutCovariates(value.metrics) })),
      ]),
    ),
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
