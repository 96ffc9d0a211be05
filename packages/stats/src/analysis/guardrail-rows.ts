import type { NonInferiorityResult } from '../guardrails/non-inferiority.ts'
import { testNonInferiority } from '../guardrails/non-inferiority.ts'
import type { TestResult } from '../tests/result.ts'
import { asymptoticSequence, checkSequentialMinimum } from '../sequential/asymptotic.ts'
import { treatmentsOf } from './comparison.ts'
import type { MetricTable } from './data.ts'
import type { Progress } from './look.ts'
import type { Measured } from './measured.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'
import { StatsError } from '../errors.ts'

/** What is known of a metric that must not get worse. */
export type GuardrailFinding =
  /** Being worse by the margin or more is ruled out. */
  | 'within_margin'
  /** It is worse by more than the margin. */
  | 'harmed'
  | 'unclear'

/** One guardrail of one treatment. */
export interface Guardrail {
  readonly metric: string
  readonly treatment: string
  readonly margin: number
  /** The lift, with an interval at twice the one-sided alpha. */
  readonly lift: TestResult
  /** The test at the end of a fixed plan; before, and in other plans, the interval decides. */
  readonly nonInferiority?: NonInferiorityResult
  readonly finding: GuardrailFinding
}

/** A guardrail, or why nothing is known of it. */
export type GuardrailRow =
  | Guardrail
  | ({ readonly metric: string; readonly treatment: string } & Refusal)

/**
 * Reads every guardrail of every treatment. They may stop an experiment at any look, so they are
 * read by a confidence sequence; only at the end of a fixed plan by a test that is read once.
 */
export function guardrailRows(
  plan: AnalysisPlan,
  table: MetricTable,
  progress: Progress,
): readonly GuardrailRow[] {
  const isReadOnce = plan.stopping.kind === 'fixed' && progress.isEnded
  return (plan.guardrails ?? []).flatMap((guardrail) =>
    treatmentsOf(plan).map((treatment) => {
      const read = orRefusal(() => {
        const { alpha = 0.05 } = guardrail
        const names = { control: plan.control, treatment }
        const measured = measure(guardrail, table, names, 2 * alpha)
        return isReadOnce
          ? readOnce(measured, guardrail, alpha)
          : readAlways(plan, measured, guardrail, alpha)
      })
      return { metric: guardrail.key, treatment, ...read }
    }),
  )
}

type Reading = Omit<Guardrail, 'metric' | 'treatment'>

function readOnce(measured: Measured, guardrail: GuardrailPlan, alpha: number): Reading {
  const { margin, direction } = guardrail
  const lift = liftOf(measured)
  const nonInferiority = testNonInferiority(lift, { margin, direction, alpha })
  return {
    margin,
    lift,
    nonInferiority,
    finding: nonInferiority.isWithinMargin ? 'within_margin' : findingOf(lift, guardrail),
  }
}

function readAlways(
  plan: AnalysisPlan,
  measured: Measured,
  guardrail: GuardrailPlan,
  alpha: number,
): Reading {
  const { control, treatment, rate } = measured
  checkSequentialMinimum(control, treatment, rate)
  const { estimate, standardError } = liftOf(measured)
  const tunedFor =
    plan.stopping.kind === 'always_valid' ? plan.stopping.tunedFor : plan.stopping.units
  const lift = asymptoticSequence(
    { estimate, standardError, n: control.n + treatment.n },
    { alpha: 2 * alpha, ...(tunedFor !== undefined && { tunedFor }) },
  )
  return { margin: guardrail.margin, lift, finding: findingOf(lift, guardrail) }
}

function liftOf({ lift }: Measured): TestResult {
  if (isRefusal(lift)) throw new StatsError(lift.refused, lift.message)
  return lift
}

function findingOf(
  { interval }: TestResult,
  { margin, direction }: GuardrailPlan,
): GuardrailFinding {
  // Turned so that more is worse.
  const [best, worst] =
    direction === 'lower_is_better'
      ? [interval.low, interval.high]
      : [-interval.high, -interval.low]
  if (worst < margin) return 'within_margin'
  return best > margin ? 'harmed' : 'unclear'
}
