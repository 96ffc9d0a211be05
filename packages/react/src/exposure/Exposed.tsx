import type { EvaluationDetails } from '@sluice/core'
import type { FlagReader, Select } from '../read-flag.ts'
import type { ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'

import { useExposed } from './use-exposed.ts'

interface ExposedProps {
  readonly reader: FlagReader
  readonly details: EvaluationDetails<unknown>
  readonly select: Select
  readonly own: ExposurePolicy | undefined
  readonly region: RegionRef
}

/**
 * Stands beside what a gate or variant draws, and draws nothing: what suspends,
 * crashes or is hidden there takes it along, so it tells what is really seen.
 */
export function Exposed({ reader, details, select, own, region }: ExposedProps): null {
  useExposed(reader, details, { select, own, region })
  return null
}
