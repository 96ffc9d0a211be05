import type { PlanFault } from './fault.ts'

/** The refusal of a plan, with every fault at once. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly code = 'INVALID_PLAN'
  readonly faults: readonly PlanFault[]

  constructor(faults: readonly PlanFault[]) {
    const [first] = faults
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
    super(`The rollout plan cannot work: ${first?.path ?? ''}: ${first?.message ?? ''}${more}`)
    this.faults = faults
  }
}
