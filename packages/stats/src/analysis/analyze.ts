import { StatsError } from '../errors.ts'
import { compareMeans } from '../means/welch.ts'
import { compareRatesUnpooled } from '../rates/compare-rates.ts'
import { srmTest } from '../srm/fixed.ts'
import type { TestResult } from '../tests/result.ts'
import type { AnalysisData, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

/** What to do, as far as the data can say. */
export type Decision = 'ship' | 'roll_back' | 'keep_running' | 'inconclusive' | 'cannot_tell'

/** A decision with the rule that led to it, in one sentence. */
export interface Verdict {
  readonly decision: Decision
  readonly rule: string
}

/** What the data says about a plan. */
export interface Analysis {
  readonly verdict: Verdict
  readonly comparison?: TestResult
}

/** Analyses what was measured by the plan that was made for it. */
export function analyze(plan: AnalysisPlan, data: AnalysisData): Analysis {
  const { alpha = 0.05 } = plan
  const keys = plan.variants.map(({ key }) => key)
  const srm = srmTest(
    keys.map((key) => data.units[key] ?? 0),
    plan.variants.map(({ share }) => share),
  )
  if (srm.isMismatch) {
    return {
      verdict: {
        decision: 'cannot_tell',
        rule: 'The exposed units do not divide as planned, so the variants cannot be compared.',
      },
    }
  }
  const [metric] = plan.primary
  const treatment = keys.find((key) => key !== plan.control)
  if (metric === undefined || treatment === undefined) {
    throw new StatsError('invalid_input', 'The plan names no primary metric or no treatment.')
  }
  const comparison = compare(
    data.metrics[metric.key]?.[plan.control],
    data.metrics[metric.key]?.[treatment],
    alpha,
  )
  if (comparison.p > alpha) {
    return {
      comparison,
      verdict: {
        decision: 'inconclusive',
        rule: `The interval of ${metric.key} includes no difference.`,
      },
    }
  }
  const isBetter = comparison.estimate > 0 === (metric.direction === 'higher_is_better')
  return {
    comparison,
    verdict: isBetter
      ? {
          decision: 'ship',
          rule: `${metric.key} is better, and its interval excludes no difference.`,
        }
      : {
          decision: 'roll_back',
          rule: `${metric.key} is worse, and its interval excludes no difference.`,
        },
  }
}

function compare(
  control: MetricSummary | undefined,
  treatment: MetricSummary | undefined,
  alpha: number,
): TestResult {
  if (control?.kind === 'mean' && treatment?.kind === 'mean') {
    return compareMeans(control, treatment, { alpha })
  }
  if (control?.kind === 'rate' && treatment?.kind === 'rate') {
    return compareRatesUnpooled(control, treatment, { alpha })
  }
  throw new StatsError('insufficient_data', 'The primary metric was not measured in both variants.')
}
