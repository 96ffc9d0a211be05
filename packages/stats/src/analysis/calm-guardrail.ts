import type { MetricTable } from './data.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'

/** A harm that happens to fewer than this is none, as long as it happened to nobody. */
const NEXT_TO_NONE = 0.01

/** A harm that came to nobody, in the treatment or in the control. */
export interface Calm extends Refusal {
  /** The most that its rate in the treatment may be, at the guardrail's alpha. */
  readonly atMost: number
  /** True once so many were there without it that it stands in no way. */
  readonly isNone?: true
}

/**
 * Tells that what must not rise, such as a crash, happened to nobody in either variant. A lift over
 * nothing is no number, and none ever comes where all is well; so many treated units without it
 * bound its rate all the same.
 *
 * @returns `undefined` where it happened, or is no such harm
 * @see Clopper, Pearson (1934), The use of confidence or fiducial limits, Biometrika 26: at 0 successes the limit is 1 - alpha^(1/n)
 */
export function calmOf(
  { control }: AnalysisPlan,
  { key, direction, alpha = 0.05 }: GuardrailPlan,
  table: MetricTable,
  treatment: string,
): Calm | undefined {
  if (direction !== 'lower_is_better') return undefined
  const [before, after] = [noneOf(table, key, control), noneOf(table, key, treatment)]
  if (before === undefined || after === undefined) return undefined
  const atMost = -Math.expm1(Math.log(alpha) / after)
  const isNone = atMost <= NEXT_TO_NONE
  const percent = `${(100 * atMost).toPrecision(2)} %`
  return {
    refused: 'insufficient_data',
    message: `It happened to nobody: of ${before} and ${after} units. In the treatment it happens to less than ${percent}${isNone ? ', which stands in no way' : ''}.`,
    atMost,
    ...(isNone && { isNone }),
  }
}

/** Units of a variant, where something is known of them and nobody did it. */
function noneOf(table: MetricTable, metric: string, variant: string): number | undefined {
  const summary = table[metric]?.[variant]
  if (summary === undefined || summary.n < 1) return undefined
  if (summary.kind === 'rate') return summary.successes === 0 ? summary.n : undefined
  const { mean, variance } = summary.kind === 'ratio' ? summary.numerator : summary
  return mean === 0 && variance === 0 ? summary.n : undefined
}
