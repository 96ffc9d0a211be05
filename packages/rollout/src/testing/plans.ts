import { PlanError } from '../plan/plan-error.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { parsePlan, type PlanDocument } from '../plan/plan-schema.ts'

/** Noon of a day without a freeze. */
export const NOON: number = Date.UTC(2026, 10, 26, 12)

/** One hour, in milliseconds. */
export const HOUR_MS = 3_600_000

const MONITORED = { holdMs: HOUR_MS, monitored: true, maxWaitMs: 6 * HOUR_MS }

/** A whole plan for tests, as people write it. */
export const PLAN: PlanDocument = {
  flag: 'new-checkout',
  rule: 'split',
  treatment: 'on',
  control: 'off',
  steps: [
    { name: 'staff', audience: 'staff', shareBps: 10_000, holdMs: HOUR_MS },
    { name: 'canary', shareBps: 100, ...MONITORED, minUnitsPerVariant: 500 },
    {
      name: 'tenth',
      shareBps: 1_000,
      ...MONITORED,
      minUnitsPerVariant: 2_000,
      approval: 'the owner',
    },
    { name: 'most', shareBps: 8_000, ...MONITORED, minUnitsPerVariant: 2_000 },
    { name: 'all', shareBps: 10_000 },
  ],
  guardrails: [
    {
      metric: 'crash_rate',
      direction: 'lower_is_better',
      marginRelative: 0,
      test: 'event_count_sequential',
      alpha: 0.01,
      onRegression: 'roll_back',
    },
  ],
  on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
  tickMs: 60_000,
  silenceMs: 10 * 60_000,
  people: [
    { name: 'team checkout', url: 'https://chat.example/checkout' },
    { name: 'duty manager', afterMs: 15 * 60_000 },
  ],
  rollback: { verifyWithinMs: 30 * 60_000, cooldownMs: 24 * HOUR_MS },
}

/** The plan with some members changed, parsed. */
export function planOf(changes: Partial<PlanDocument> = {}): RolloutPlan {
  return parsePlan({ ...PLAN, ...changes })
}

/** What is wrong with the plan with some members changed: a sentence for each fault, with its place. */
export function faultsOf(changes: object): string[] {
  try {
    planOf(changes)
    return []
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    return error.faults.map(({ path, message }) => `${path}: ${message}`)
  }
}
