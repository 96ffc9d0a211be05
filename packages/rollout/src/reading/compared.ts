import type { Interval } from '@sluice/stats'
import type { GuardrailTest } from '../plan/plan.ts'

/** A treatment against the control, relative to it, by a test that may be looked at as often as you like. */
export interface Compared {
  /** What decided, and what the interval is of. */
  readonly method: GuardrailTest
  /** `undefined` where the control is 0. */
  readonly estimate: number | undefined
  /** Infinite where there is no bound. */
  readonly interval: Interval
  /** Whether the test of the plan has too little to begin, and why that is. */
  readonly isEarly?: true
  readonly because?: string
}
