import { misfit } from '../overlay/misfit.ts'
import { shapeFault } from '../overlay/shape-fault.ts'
import { variantFault } from '../overlay/variant-fault.ts'
import { contextFaults } from './check-context.ts'

/** What tells whether something that somebody else wrote fits the flags and attributes that there are. */
export interface Checks {
  readonly contextFaults: typeof contextFaults
  readonly misfit: typeof misfit
  readonly shapeFault: typeof shapeFault
  readonly variantFault: typeof variantFault
}

/** All of it. */
export const CHECKS: Checks = { contextFaults, misfit, shapeFault, variantFault }
