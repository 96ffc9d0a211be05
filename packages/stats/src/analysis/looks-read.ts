import type { PlannedLook } from './planned-looks.ts'
import type { Decision } from './verdict.ts'

/** How the planned looks have gone so far. */
export interface LooksRead {
  /** The look that is told: the first that decided, or the last. `null` before the first. */
  readonly shown: number | null
  readonly taken: readonly {
    readonly look: number
    /** Epoch milliseconds. */
    readonly at: number
    readonly units: number
    /** Of these, those that had lived what decides, where the data tells them. */
    readonly lived?: number
    /** What it said for itself. */
    readonly decision: Decision
  }[]
  /** What is looked at next; `null` after the last, after a decision, and where it is over. */
  readonly next: PlannedLook | null
  /**
   * Guardrails whose rows are of now, and not of the look that is told: those that may be read at
   * any time, and those that have been proven to be harmed since. Absent where there are none.
   */
  readonly byNow?: readonly string[]
}
