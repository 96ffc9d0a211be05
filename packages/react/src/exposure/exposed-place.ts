import type { EvaluationDetails } from '@sluice/core'
import type { ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'

/** Selects the part of the details that can be seen. */
export type Select = (details: EvaluationDetails<never>) => unknown

/** How one place shows what a flag gives; but for the policy always the same for one reader. */
export interface ExposedPlace {
  readonly select: Select
  /** The exposure policy of this place, where it has one. */
  readonly own?: ExposurePolicy | undefined
  /** What is drawn; a hook has none. */
  readonly region?: RegionRef
  /** Reads what is to be shown now. Default: `readNow`. */
  readonly read?: () => EvaluationDetails
}
