import type { PlanDocument } from '@sluice/rollout/schema'

const HOUR_MS = 3_600_000

/** The metric that guards a simulated day. */
export const METRIC = 'crash_rate'

/** The flag that is rolled out. */
export const FLAG = 'new-checkout'

/** The ruleset of a simulated day: one flag that nobody has yet. @param sentBy - whose word its metric counts */
export function rulesetOf(sentBy?: 'server'): object {
  const metric = {
    kind: 'conversion',
    crashes: true,
    direction: 'lower_is_better',
    ...(sentBy !== undefined && { sentBy }),
  }
  return {
    schemaVersion: 1,
    metrics: { [METRIC]: metric },
    flags: {
      [FLAG]: {
        rules: [
          { id: 'split', serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 0 } },
        ],
      },
    },
  }
}

/** The plan of a simulated day: a canary, then half of everybody, then a person is asked. */
export function planOf(tickMs: number): PlanDocument {
  const monitored = { holdMs: 4 * HOUR_MS, monitored: true, minUnitsPerVariant: 100 }
  return {
    flag: FLAG,
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [
      { name: 'canary', shareBps: 500, ...monitored, maxWaitMs: 12 * HOUR_MS },
      { name: 'half', shareBps: 5_000, ...monitored },
      { name: 'all', shareBps: 10_000, approval: 'the owner' },
    ],
    guardrails: [
      {
        metric: METRIC,
        direction: 'lower_is_better',
        marginRelative: 0,
        mustRuleOutRelative: 4,
        test: 'event_count_sequential',
        alpha: 0.05,
        onRegression: 'roll_back',
      },
    ],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    tickMs,
    silenceMs: 2 * HOUR_MS,
    rollback: { verifyWithinMs: 2 * HOUR_MS, cooldownMs: 24 * HOUR_MS },
  }
}
