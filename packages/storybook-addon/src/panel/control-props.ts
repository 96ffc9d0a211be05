import type { GateRow, Given } from '../report/report.ts'

/** What a control of one flag takes. */
export interface ControlProps {
  readonly row: GateRow
  readonly onChoose: (given: Given) => void
}
