import type { PrometheusMetric } from '@sluice/core'
import type { ByVariant, MetricSummary, MetricTable } from '@sluice/stats'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { measureOutside, type OutsideQuestion } from '../measure/prometheus/measure-outside.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** What was measured outside for the guardrails of a plan. */
export interface OutsideRates {
  /** Rates of requests, by metric and variant; a variant without a series is left out. */
  readonly metrics: MetricTable
  /** Why there is nothing, by metric, where the source gave no number. */
  readonly failed: Readonly<Record<string, string>>
}

/** Asks for every guardrail that is measured outside and not known yet; none waits for another. */
export async function outsideRates(
  prometheus: AskPrometheus,
  question: OutsideQuestion,
  plan: SealedPlan,
  known: MetricTable = {},
): Promise<OutsideRates> {
  const variants = plan.variants.filter(({ share }) => share > 0).map(({ key }) => key)
  const asked = outsideOf(plan).filter(([name]) => !Object.hasOwn(known, name))
  const answers = await Promise.allSettled(
    asked.map(async ([, metric]) => measureOutside(prometheus, question, metric, variants)),
  )
  const metrics: Record<string, ByVariant<MetricSummary>> = {}
  const failed: Record<string, string> = {}
  for (const [at, answer] of answers.entries()) {
    const name = asked[at]?.[0] ?? ''
    if (answer.status === 'rejected') {
      const { reason } = answer as { readonly reason: unknown }
      failed[name] = reason instanceof Error ? reason.message : String(reason)
      continue
    }
    metrics[name] = Object.fromEntries(
      Object.entries(answer.value).flatMap(([variant, { rate }]): [string, MetricSummary][] =>
        rate === undefined ? [] : [[variant, { kind: 'rate', ...rate }]],
      ),
    )
  }
  return { metrics, failed }
}

/** The guardrails of a plan that are measured outside, with their queries. */
export function outsideOf({
  guardrails = [],
  definitions,
}: SealedPlan): readonly (readonly [name: string, metric: PrometheusMetric])[] {
  return guardrails.flatMap(({ key }) => {
    const metric = definitions[key]
    return metric?.kind === 'prometheus' ? [[key, metric] as const] : []
  })
}
