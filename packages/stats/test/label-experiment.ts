import type { AnalysisData } from '../src/analysis/data.ts'
import type { AnalysisPlan, MetricPlan } from '../src/analysis/plan.ts'
import type { Analysis } from '../src/analysis/read-data.ts'
import type { Comparison } from '../src/analysis/comparison.ts'

/** Whether somebody bought. */
export const bought: MetricPlan = { key: 'bought', kind: 'rate', direction: 'higher_is_better' }

/** An experiment with two variants of ten thousand units, read once. */
export const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [bought],
  stopping: { kind: 'fixed', units: 20_000 },
}

/** The same with a longer label beside the shorter one. */
export const three: AnalysisPlan = {
  ...plan,
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.25 },
    { key: 'long', share: 0.25 },
  ],
}

/** How many of so many did it. */
export const rate = (
  successes: number,
  n = 10_000,
): { readonly kind: 'rate'; readonly successes: number; readonly n: number } => ({
  kind: 'rate',
  successes,
  n,
})

/** A fifth more of the treatment did it. */
export const data: AnalysisData = {
  units: { control: 10_000, short: 10_000 },
  metrics: { bought: { control: rate(1000), short: rate(1200) } },
}

/** A thousand of the control did it, and so many of the treatment. */
export const of = (short: number): AnalysisData => ({
  units: { control: 10_000, short: 10_000 },
  metrics: { bought: { control: rate(1000), short: rate(short) } },
})

/** The same of both treatments, with half the units each. */
export const ofThree = (short: number, long: number): AnalysisData => ({
  units: { control: 10_000, short: 5000, long: 5000 },
  metrics: { bought: { control: rate(1000), short: rate(short, 5000), long: rate(long, 5000) } },
})

/** The first primary comparison, which has to be one. */
export function firstOf({ primary: [row] }: Analysis): Comparison {
  if (row === undefined || 'refused' in row) throw new Error('not compared')
  return row
}
