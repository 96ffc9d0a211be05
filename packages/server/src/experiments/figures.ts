import type { MetricSummary, MetricTable } from '@sluice/stats'

/** What was measured of one metric, variant by variant, as numbers to read. */
export interface MetricFigures {
  readonly metric: string
  readonly role: 'primary' | 'guardrail' | 'secondary'
  readonly variants: readonly {
    readonly variant: string
    /** Units, or as many as they are worth where sampling gave them different weights. */
    readonly n: number
    /** The rate, mean or ratio; `null` where nothing is there to divide by. */
    readonly value: number | null
    /** What is divided, over all units. */
    readonly numerator: number
    /** What it is divided by, over all units. */
    readonly denominator: number
  }[]
}

/** Writes out what was measured of metrics, in the order of their roles. */
export function figuresOf(
  roles: readonly { readonly metric: string; readonly role: MetricFigures['role'] }[],
  table: MetricTable,
): MetricFigures[] {
  return roles.map(({ metric, role }) => ({
    metric,
    role,
    variants: Object.entries(table[metric] ?? {}).map(([variant, summary]) => ({
      variant,
      ...figureOf(summary),
    })),
  }))
}

function figureOf(summary: MetricSummary): {
  readonly n: number
  readonly value: number | null
  readonly numerator: number
  readonly denominator: number
} {
  const { n } = summary
  const [numerator, denominator] =
    summary.kind === 'ratio'
      ? [summary.numerator.mean * n, summary.denominator.mean * n]
      : [summary.kind === 'rate' ? summary.successes : summary.mean * n, n]
  return { n, value: denominator === 0 ? null : numerator / denominator, numerator, denominator }
}
