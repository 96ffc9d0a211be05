import type { Scenario } from '../src/scenarios.ts'

/** A scenario with all that one can say. */
export const SCENARIO: Scenario = {
  version: 1,
  name: 'Urgent, abroad – 🚚',
  overrides: {
    'checkout-cta': { value: 'Only 2 left', variant: 'urgent' },
    'new-checkout': { variant: 'on' },
  },
  context: { targetingKey: 'ada', country: 'NO' },
  settings: { theme: 'dark', isShy: true },
  status: 'stale',
}
