import { SluiceError, type PrometheusMetric } from '@sluice/core'
import type { ByVariant, Rate } from '@sluice/stats'
import type { MeasureQuestion } from '../measure-units.ts'
import type { AskPrometheus } from './ask-prometheus.ts'
import { fillIn } from './query-names.ts'

/** What a Prometheus says of a variant. */
export interface OutsideValue {
  readonly value: number
  /** How many of how many, where the metric has a total. */
  readonly rate?: Rate
}

/** Which flag a Prometheus is asked about, and when. */
export interface OutsideQuestion extends Pick<
  MeasureQuestion,
  'flag' | 'from' | 'until' | 'outsideFrom'
> {
  /** How long it may take, in milliseconds. */
  readonly patienceMs?: number
}

/** Measures a metric outside for every variant; those that it has no series for are left out. */
export async function measureOutside(
  ask: AskPrometheus,
  question: OutsideQuestion,
  metric: PrometheusMetric,
  variants: readonly string[],
): Promise<ByVariant<OutsideValue>> {
  const found = await Promise.all(
    variants.map(async (variant) => [variant, await valueOf(ask, question, metric, variant)]),
  )
  return Object.fromEntries(
    found.filter((entry): entry is [string, OutsideValue] => entry[1] !== undefined),
  )
}

async function valueOf(
  ask: AskPrometheus,
  question: OutsideQuestion,
  { url, query, total: totalQuery }: PrometheusMetric,
  variant: string,
): Promise<OutsideValue | undefined> {
  const asked = async (text: string): Promise<number | undefined> =>
    ask({
      url,
      query: filledIn(text, question, variant),
      at: question.until,
      patienceMs: question.patienceMs,
    })
  if (totalQuery === undefined) {
    const value = await asked(query)
    return value === undefined ? undefined : { value }
  }
  const [value, total] = await Promise.all([asked(query), asked(totalQuery)])
  if (value === undefined || total === undefined) return undefined
  if (value < 0 || total < 0) {
    throw new SluiceError(
      'METRIC_SOURCE_FAILED',
      `The query gives ${value} of a total of ${total} for "${variant}", and nothing is counted below zero; ask for how much a counter has risen, such as sum(increase(…[$range])).`,
      { status: 502 },
    )
  }
  if (total === 0) return undefined
  // Prometheus extrapolates, so that counts are not whole.
  const rate = { successes: Math.round(value), n: Math.round(total) }
  if (rate.successes > rate.n) {
    throw new SluiceError(
      'METRIC_SOURCE_FAILED',
      `The query gives ${value} of a total of ${total} for "${variant}"; the total has to count all of which the query counts some.`,
      { status: 502 },
    )
  }
  return { value: value / total, rate }
}

/** Names in a ruleset are letters, digits, dots, hyphens and underscores: nothing in them ends a text. */
function filledIn(
  query: string,
  { flag, from, until, outsideFrom = from }: OutsideQuestion,
  variant: string,
): string {
  const range = `${Math.max(1, Math.round((until - outsideFrom) / 1000))}s`
  return fillIn(query, { variant, flag, range })
}
