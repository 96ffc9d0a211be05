import { SluiceError, type PrometheusMetric } from '@sluice/core'
import type { ByVariant, Rate } from '@sluice/stats'
import type { MeasureQuestion } from '../measure-units.ts'
import type { AskPrometheus } from './ask-prometheus.ts'

/** What a Prometheus says of a variant. */
export interface OutsideValue {
  readonly value: number
  /** How many of how many, where the metric has a total. */
  readonly rate?: Rate
}

/** Measures a metric outside for every variant; those that it has no series for are left out. */
export async function measureOutside(
  ask: AskPrometheus,
  question: Pick<MeasureQuestion, 'flag' | 'from' | 'until'>,
  metric: PrometheusMetric,
  variants: readonly string[],
): Promise<ByVariant<OutsideValue>> {
  const found: [string, OutsideValue][] = []
  for (const variant of variants) {
    const filled = (query: string): string => fillIn(query, question, variant)
    const { url } = metric
    const at = question.until
    const value = await ask({ url, query: filled(metric.query), at })
    if (value === undefined) continue
    if (metric.total === undefined) {
      found.push([variant, { value }])
      continue
    }
    const total = await ask({ url, query: filled(metric.total), at })
    if (total === undefined || total <= 0) continue
    // Prometheus extrapolates, so that counts are not whole.
    const rate = { successes: Math.round(value), n: Math.round(total) }
    if (rate.successes < 0 || rate.successes > rate.n) {
      throw new SluiceError(
        'METRIC_SOURCE_FAILED',
        `The query gives ${value} of a total of ${total} for "${variant}"; the total has to count all of which the query counts some.`,
        { status: 502 },
      )
    }
    found.push([variant, { value: value / total, rate }])
  }
  return Object.fromEntries(found)
}

/** Names in a ruleset are letters, digits, dots, hyphens and underscores: nothing in them ends a text. */
function fillIn(
  query: string,
  { flag, from, until }: Pick<MeasureQuestion, 'flag' | 'from' | 'until'>,
  variant: string,
): string {
  const values: Readonly<Record<string, string>> = {
    variant,
    flag,
    range: `${Math.max(1, Math.round((until - from) / 1000))}s`,
  }
  return query.replaceAll(/\$(variant|flag|range)\b/g, (_, name: string) => values[name] ?? '')
}
