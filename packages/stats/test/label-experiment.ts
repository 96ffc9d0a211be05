import type { AnalysisData } from '../src/analysis/data.ts'
import type { AnalysisPlan } from '../src/analysis/plan.ts'

/** An experiment with two variants of ten thousand units, read once. */
export const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  stopping: { kind: 'fixed', units: 20_000 },
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
