import type { Metric } from '@sluice/core'
import type { ExtremeUnit } from '@sluice/events'
import type { MeasuredMetric } from '@sluice/rollout'
import type { MetricSummary } from '@sluice/stats'
import type { AskedStore } from '../measure/asked-store.ts'
import { analysisOf, measureUnits, type MeasureQuestion } from '../measure/measure-units.ts'
import { isUnitMetric, questionOf } from '../measure/metric-question.ts'
import { isOfServers } from '../measure/sent-by.ts'

/**
 * What a mean shows has to be due to more people than these. About as many are enough to show a harm
 * or to hide one by themselves, whatever everybody else did, where they are made up to add very much.
 */
export const HANDFUL = 20

/** Of the other variant, whoever adds more than the handful does. */
const MOST_ALIKE = 1_000

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
  /** Whether it shows a harm, so that the handful is that which makes it worst; else best. */
  readonly isHarmed: boolean
  /** Whoever was first seen before then is somebody, as a person says; epoch milliseconds. */
  readonly doubtedFrom: number
}

/**
 * Measures a metric again without the handful that moves it most, towards the harm that it shows or
 * away from one, if they add more than everybody else of their variant; and without whoever of the
 * other adds as much. Where one more adds as much as they do nobody is left out, so that a harm
 * which many have waits for nothing.
 *
 * Of a mean or a ratio a few units can be most, so that somebody who makes up a few people could
 * show anything; in a rate each unit is one.
 *
 * @returns `undefined` where nobody is left out
 */
export async function withoutHandful(
  { store, question, variants, isHarmed, doubtedFrom }: HandfulOptions,
  name: string,
  metric: Metric,
  { control, treatment }: MeasuredMetric,
): Promise<MeasuredMetric['without']> {
  if (!isUnitMetric(metric) || !HAS_EXTREMES.has(metric.kind)) return undefined
  // Whoever has a server key makes up nobody, and real people are to be believed at once.
  if (isOfServers(metric)) return undefined
  const [worst, best] =
    metric.direction === 'lower_is_better'
      ? (['highest', 'lowest'] as const)
      : (['lowest', 'highest'] as const)
  // A variant looks worse by what is bad in it, or by what is good in the other.
  const [worse, better] = isHarmed
    ? [variants.treatment, variants.control]
    : [variants.control, variants.treatment]
  const left = await Promise.all(
    (
      [
        [worse, worst],
        [better, best],
      ] as const
    ).map(async ([variant, end]) => {
      const found = await store.extremes(analysisOf(question), {
        metric: questionOf(name, metric, question.flag),
        most: MOST_ALIKE,
        end,
        expected: expectedOf(control),
        since: doubtedFrom,
      })
      const { few, alike } = beyondUsual(found, variant)
      // A harm that many have is no reason to leave them out: as many of the other variant as here.
      const ofOther =
        variant === variants.control ? treatment.n / control.n : control.n / treatment.n
      const isWorst = isHarmed && variant === worse
      const most = isWorst ? alike.length : Math.ceil(few.length * ofOther)
      return { few: few.length, all: [...few, ...alike.slice(0, most)].map(({ unit }) => unit) }
    }),
  )
  const units = left.reduce((sum, { few }) => sum + few, 0)
  if (units === 0) return undefined
  const withoutUnits = [...new Set(left.flatMap(({ all }) => all))]
  const { metrics } = await measureUnits(store, { ...question, withoutUnits }, { [name]: metric })
  const others = metrics[name] ?? {}
  return {
    units,
    control: others[variants.control] ?? NOBODY,
    treatment: others[variants.treatment] ?? NOBODY,
  }
}

/** The handful of a variant that adds more than everybody else of it, and whoever else adds as much. */
function beyondUsual(
  found: readonly ExtremeUnit[],
  variant: string,
): { readonly few: readonly ExtremeUnit[]; readonly alike: readonly ExtremeUnit[] } {
  const own = found.filter((unit) => unit.variant === variant)
  const usual = Math.abs(own[HANDFUL]?.value ?? 0)
  const isBeyond = ({ value }: ExtremeUnit): boolean => Math.abs(value) > usual
  const few = own.filter(isBeyond)
  if (few.length === 0) return { few, alike: [] }
  return { few, alike: found.filter((unit) => unit.variant !== variant && isBeyond(unit)) }
}

/** A variant that is nobody but them. */
const NOBODY: MetricSummary = { kind: 'mean', n: 0, mean: 0, variance: 0 }

/** What a unit of the control adds to the numerator for each of its denominator. */
function expectedOf(control: MetricSummary): number {
  if (control.kind !== 'ratio' || control.denominator.mean === 0) return 0
  return control.numerator.mean / control.denominator.mean
}
