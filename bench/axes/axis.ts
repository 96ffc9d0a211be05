import type { Effort } from '../measure/interleave.ts'
import type { Table } from '../measure/table.ts'

/** One question about speed or size, and how it is answered. */
export interface Axis {
  readonly title: string
  run(effort: Effort): Promise<readonly Table[]>
}
