import type { Metric } from '@sluice/core'
import type { ExtremeUnit } from '@sluice/events'
import type { MeasuredMetric } from '@sluice/rollout'
import type { MetricSummary } from '@sluice/stats'
import type { AskedStore } from '../measure/asked-store.ts'
import { analysisOf, measureUnits, type MeasureQuestion } from '../measure/measure-units.ts'
import { isUnitMetric, questionOf } from '../measure/metric-question.ts'
import { isOfServers } from '../measure/sent-by.ts'

/**
 * A harm of a mean has to have met more people than these. About as many are enough to show one by
 * themselves, whatever everybody else did, where they are made up to add very much.
 */
export const HANDFUL = 20

/** Of the control, whoever adds more than a handful of the treatment. */
const MOST_OF_CONTROL = 1_000

/** Kinds in which one unit may be more than another. */
const HAS_EXTREMES: ReadonlySet<Metric['kind']> = new Set([
  'count',
  'sum',
  'mean',
  'share_above',
  'ratio',
])

/** What looking closer at a guardrail takes. */
export interface HandfulOptions {
  readonly store: Pick<AskedStore, 'metricsBy' | 'extremes'>
  readonly question: MeasureQuestion
  readonly variants: { readonly control: string; readonly treatment: string }
  /** Whoever was first seen before then is somebody, as a person says; epoch milliseconds. */
  readonly doubtedFrom: number
}

/**
 * Measures a metric again without the handful of the treatment that makes it worst, if they add
 * more than everybody else of it, and without whoever of the control adds as much. Where one more
 * adds as much as they do nobody is left out, so that a harm which many have waits for nothing.
 *
 * Of a mean or a ratio a few units can be most, so that somebody who makes up a few people could
 * show anything; in a rate each unit is one.
 *
 * @returns `undefined` where nobody is left out
 */
export async function withoutHandful(
  { store, question, variants, doubtedFrom }: HandfulOptions,
  name: string,
  metric: Metric,
  { control }: MeasuredMetric,
): Promise<MeasuredMetric['without']> {
  if (!isUnitMetric(metric) || !HAS_EXTREMES.has(metric.kind)) return undefined
  // Whoever has a server key makes up nobody, and real people are to be believed at once.
  if (isOfServers(metric)) return undefined
  const found = await store.extremes(analysisOf(question), {
    metric: questionOf(name, metric, question.flag),
    most: MOST_OF_CONTROL,
    end: metric.direction === 'lower_is_better' ? 'highest' : 'lowest',
    expected: expectedOf(control),
    since: doubtedFrom,
  })
  const treated = found.filter(({ variant }) => variant === variants.treatment)
  const usual = Math.abs(treated[HANDFUL]?.value ?? 0)
  const isBeyond = ({ value }: ExtremeUnit): boolean => Math.abs(value) > usual
  const few = treated.filter(isBeyond)
  if (few.length === 0) return undefined
  const alike = found.filter((unit) => unit.variant === variants.control && isBeyond(unit))
  const withoutUnits = [...few, ...alike].map(({ unit }) => unit)
  const { metrics } = await measureUnits(store, { ...question, withoutUnits }, { [name]: metric })
  const others = metrics[name] ?? {}
  return {
    units: few.length,
    control: others[variants.control] ?? NOBODY,
    treatment: others[variants.treatment] ?? NOBODY,
  }
}

/** A variant that is nobody but them. */
const NOBODY: MetricSummary = { kind: 'mean', n: 0, mean: 0, variance: 0 }

/** What a unit of the control adds to the numerator for each of its denominator. */
function expectedOf(control: MetricSummary): number {
  if (control.kind !== 'ratio' || control.denominator.mean === 0) return 0
  return control.numerator.mean / control.denominator.mean
}
