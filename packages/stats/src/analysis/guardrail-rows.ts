import type { NonInferiorityResult } from '../guardrails/non-inferiority.ts'
import { liftOfRatesExact } from '../rates/compare-rates-exact.ts'
import type { TestResult } from '../tests/result.ts'
import { criticalValue, tailOf } from '../tests/wald.ts'
import { calmOf, type Calm } from './calm-guardrail.ts'
import { treatmentsOf } from './treatments.ts'
import type { MetricTable } from './data.ts'
import { eventsTest } from './events.ts'
import type { Progress } from './look.ts'
import { sequenceOf, testOf } from './look.ts'
import { checkLopsided } from './lopsided.ts'
import type { Measured } from './measured.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'
import type { MarginScale } from './scale.ts'
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
  /** The lift, with an interval at twice the one-sided alpha: by Fieller, or the score of a rate. */
  readonly lift: TestResult
  /** The test at the end of a fixed plan; before, and in other plans, the interval decides. */
  readonly nonInferiority?: NonInferiorityResult
  readonly finding: GuardrailFinding
}

/** A guardrail, or why nothing is known of it. */
export type GuardrailRow =
  | Guardrail
  | ({ readonly metric: string; readonly treatment: string } & (Refusal | Calm))

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
      const calm = calmOf(plan, guardrail, table, treatment)
      if (calm !== undefined) return { metric: guardrail.key, treatment, ...calm }
      const read = orRefusal(() => {
        const measured = measure(plan, guardrail, table, treatment)
        const { alpha = 0.05 } = guardrail
        if (measured.events !== undefined) return readEvents(measured.events, guardrail, alpha)
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
  checkLopsided(measured)
  const { margin, direction } = guardrail
  const isHigher = direction === 'higher_is_better'
  const nullValue = isHigher ? -margin : margin
  const settings = { alpha, side: isHigher ? 'greater' : 'less', nullValue } as const
  const lift = liftOf(measured, 2 * alpha)
  const against =
    measured.few === undefined
      ? testAgainst(liftScaleOf(measured), settings)
      : liftOfRatesExact(measured.few.control, measured.few.treatment, settings)
  const isWithinMargin = against.p <= alpha
  return {
    margin,
    lift,
    nonInferiority: { ...against, method: 'non_inferiority', isWithinMargin },
    finding: isWithinMargin ? 'within_margin' : findingOf(lift, guardrail),
  }
}

function readAlways(
  plan: AnalysisPlan,
  measured: Measured,
  guardrail: GuardrailPlan,
  alpha: number,
): Reading {
  const tunedFor =
    plan.stopping.kind === 'always_valid' ? plan.stopping.tunedFor : plan.stopping.units
  const lift = sequenceOf(measured, liftScaleOf(measured), 2 * alpha, tunedFor)
  return { margin: guardrail.margin, lift, finding: findingOf(lift, guardrail) }
}

/** Counted events have one e-value for both sides, so each side has all of alpha. */
function readEvents(
  events: NonNullable<Measured['events']>,
  guardrail: GuardrailPlan,
  alpha: number,
): Reading {
  const lift = eventsTest(events, alpha)
  return { margin: guardrail.margin, lift, finding: findingOf(lift, guardrail) }
}

function liftOf(measured: Measured, alpha: number): TestResult {
  if (measured.few === undefined) return testOf(liftScaleOf(measured), alpha)
  return liftOfRatesExact(measured.few.control, measured.few.treatment, { alpha })
}

function liftScaleOf({ guardedLift }: Measured): MarginScale {
  if (isRefusal(guardedLift)) throw new StatsError(guardedLift.refused, guardedLift.message)
  return guardedLift
}

/** The one-sided test against a margin, by the statistic that is exact there. */
function testAgainst(
  scale: MarginScale,
  settings: {
    readonly alpha: number
    readonly side: 'greater' | 'less'
    readonly nullValue: number
  },
): TestResult {
  const { estimate, standardError, df, said } = scale
  const { alpha, side, nullValue } = settings
  const statistic = scale.against(nullValue)
  const { low, high } = scale.intervalAt(criticalValue(alpha, side, df))
  return {
    method: scale.method,
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }), ...said },
    estimate,
    standardError,
    statistic,
    ...(df !== undefined && { df }),
    ...tailOf(statistic, df, side),
    interval: side === 'less' ? { low: -Infinity, high } : { low, high: Infinity },
  }
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
