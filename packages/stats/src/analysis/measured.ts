import { cupedRatioEstimates } from '../covariates/cuped-ratio.ts'
import { cupedEstimates, liftCuped } from '../covariates/cuped.ts'
import { StatsError } from '../errors.ts'
import { lift } from '../means/lift.ts'
import { compareEstimates } from '../means/welch.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { meanEstimate } from '../moments/estimate.ts'
import { compareRatesUnpooled } from '../rates/compare-rates.ts'
import { rateEstimate } from '../rates/rate.ts'
import { ratioEstimate } from '../ratios/ratio.ts'
import type { TestResult } from '../tests/result.ts'
import type { ByVariant, MetricSummary, MetricTable } from './data.ts'
import type { MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { orRefusal } from './refusal.ts'

/** One metric of a treatment against the control, read once: the raw material of every test. */
export interface Measured {
  readonly control: MeanEstimate
  readonly treatment: MeanEstimate
  readonly difference: TestResult
  /** Refused over a control mean of zero, which leaves the difference. */
  readonly lift: TestResult | Refusal
  /** The control's rate, for metrics that are rates. */
  readonly rate: number | undefined
}

/**
 * Compares one metric of two variants by the method that fits what is known of it.
 *
 * @throws StatsError when it was not measured, or cannot be compared
 */
export function measure(
  { key, kind }: MetricPlan,
  metrics: MetricTable,
  names: { readonly control: string; readonly treatment: string },
  alpha: number,
): Measured {
  const control = summaryOf(key, kind, metrics[key], names.control)
  const treatment = summaryOf(key, kind, metrics[key], names.treatment)
  const settings = { alpha }
  if (control.kind === 'rate' && treatment.kind === 'rate') {
    const estimates = { control: rateEstimate(control), treatment: rateEstimate(treatment) }
    return {
      ...estimates,
      difference: compareRatesUnpooled(control, treatment, settings),
      lift: orRefusal(() => lift(estimates.control, estimates.treatment, { alpha, df: 'normal' })),
      rate: estimates.control.mean,
    }
  }
  if (control.kind === 'mean' && treatment.kind === 'mean') {
    if ('covariate' in control && 'covariate' in treatment) {
      const { control: c, treatment: t } = cupedEstimates(control, treatment)
      const difference = { ...compareEstimates(c, t, settings), method: 'cuped' }
      const adjusted = { control: c, treatment: t, difference, rate: undefined }
      return { ...adjusted, lift: orRefusal(() => liftCuped(control, treatment, settings)) }
    }
    return compared(meanEstimate(control, 'control'), meanEstimate(treatment, 'treatment'), alpha)
  }
  if (control.kind === 'ratio' && treatment.kind === 'ratio') {
    if ('covariate' in control && 'covariate' in treatment) {
      const adjusted = cupedRatioEstimates(control, treatment)
      return compared(adjusted.control, adjusted.treatment, alpha)
    }
    return compared(ratioEstimate(control, 'control'), ratioEstimate(treatment, 'treatment'), alpha)
  }
  throw new StatsError(
    'invalid_input',
    `${key} is a ${control.kind} in one variant and a ${treatment.kind} in the other.`,
  )
}

function compared(control: MeanEstimate, treatment: MeanEstimate, alpha: number): Measured {
  return {
    control,
    treatment,
    difference: compareEstimates(control, treatment, { alpha }),
    lift: orRefusal(() => lift(control, treatment, { alpha })),
    rate: undefined,
  }
}

function summaryOf(
  key: string,
  kind: MetricPlan['kind'],
  summaries: ByVariant<MetricSummary> | undefined,
  variant: string,
): MetricSummary {
  const summary = summaries?.[variant]
  if (summary === undefined) {
    throw new StatsError('insufficient_data', `${key} was not measured in "${variant}".`)
  }
  if (summary.kind !== kind) {
    throw new StatsError(
      'invalid_input',
      `The plan says that ${key} is a ${kind}, and the data that it is a ${summary.kind}.`,
    )
  }
  return summary
}
