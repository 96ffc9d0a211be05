/** A plan of the carousel that is over within seconds. */
export const QUICK_PLAN = {
  flag: 'recommendations',
  rule: 'halves',
  treatment: 'carousel',
  control: 'row',
  steps: [
    {
      name: 'fifth',
      shareBps: 2_000,
      holdMs: 600_000,
      monitored: true,
      minUnitsPerVariant: 20,
      maxWaitMs: 3_600_000,
    },
    {
      name: 'half',
      shareBps: 5_000,
      holdMs: 60_000,
      monitored: true,
      minUnitsPerVariant: 20,
      maxWaitMs: 3_600_000,
    },
    { name: 'all', shareBps: 10_000, approval: 'the owner of the shop' },
  ],
  guardrails: [
    {
      metric: 'carousel-crashes',
      direction: 'lower_is_better',
      marginRelative: 0,
      mustRuleOutRelative: 3,
      test: 'event_count_sequential',
      alpha: 0.01,
      onRegression: 'roll_back',
    },
  ],
  on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
  tickMs: 1_000,
  silenceMs: 60_000,
  people: [{ name: 'the potter' }],
  rollback: { verifyWithinMs: 20_000, cooldownMs: 0 },
}
