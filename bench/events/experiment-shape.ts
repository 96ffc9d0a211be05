/** The experiment whose results are timed. */
export const EXPERIMENT = 'words'

/** Attributes that its units are split by, each with its values. */
export const ATTRIBUTES: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['country', ['DE', 'FR', 'US', 'GB', 'NO']],
  ['device', ['phone', 'tablet', 'desktop']],
  ['browser', ['chrome', 'safari', 'firefox', 'edge']],
  ['plan', ['free', 'pro']],
  ['source', ['search', 'mail', 'social', 'direct', 'partner', 'other']],
]

const direction = 'higher_is_better'
const windowMs = 7 * 86_400_000

/** Ten metrics of several kinds, over four outcomes. */
export const METRICS = {
  bought: { kind: 'conversion', outcome: 'purchase', direction },
  orders: { kind: 'count', outcome: 'purchase', direction, windowMs },
  revenue: { kind: 'sum', outcome: 'purchase', direction, winsorize: { upper: 90 } },
  basket: { kind: 'mean', outcome: 'purchase', direction },
  visits: { kind: 'count', outcome: 'visit', direction },
  engaged: { kind: 'conversion', outcome: 'visit', direction, windowMs },
  filled: { kind: 'conversion', outcome: 'basket', direction },
  pieces: { kind: 'sum', outcome: 'basket', direction },
  slow: {
    kind: 'share_above',
    outcome: 'paint',
    threshold: 80,
    direction: 'lower_is_better',
    margin: 0.1,
  },
  back: { kind: 'retention', outcome: 'visit', direction, fromMs: 86_400_000, toMs: windowMs },
} as const

const split = [
  { variant: 'control', weightBps: 5000 },
  { variant: 'urgent', weightBps: 5000 },
]

/** The ruleset of the service whose results are timed. */
export const RULESET = {
  schemaVersion: 1,
  attributes: Object.fromEntries(
    ATTRIBUTES.map(([name]) => [name, { type: 'string', stored: true }]),
  ),
  metrics: METRICS,
  experiments: {
    [EXPERIMENT]: {
      hypothesis: 'To be timed.',
      flag: 'cta',
      rule: 'halves',
      control: 'control',
      primary: ['bought', 'revenue'],
      guardrails: [{ metric: 'slow' }],
      secondary: ['orders', 'basket', 'visits', 'engaged', 'filled', 'pieces', 'back'],
      segments: ATTRIBUTES.map(([name]) => name),
      stopping: { kind: 'always_valid' },
      weeks: 2,
    },
  },
  flags: {
    cta: {
      kind: 'experiment',
      type: 'string',
      variants: { control: 'a', urgent: 'b' },
      defaultVariant: 'control',
      rules: [{ id: 'halves', serve: { split } }],
    },
  },
}
