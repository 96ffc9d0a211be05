import type { GateRow } from '../report/report.ts'

/** A rule of axe that something on the page breaks. */
export interface Finding {
  readonly rule: string
  readonly help: string
  /** How many elements break it. */
  readonly count: number
}

/** What a cell tells the page around it, once it has been drawn. */
export interface CellMessage {
  /** Which cell. */
  readonly sluiceCell: string
  readonly story: string
  readonly outcome: 'drawn' | 'threw'
  /** What it threw. */
  readonly message?: string | undefined
  readonly rows: readonly GateRow[]
  /** Pixels. */
  readonly height: number
  /** Absent where nobody asked. */
  readonly findings?: readonly Finding[] | undefined
  /** Why axe could not look. */
  readonly axeFault?: string | undefined
}

/** Tells a message of a cell from all others. */
export function isCellMessage(data: unknown): data is CellMessage {
  return typeof data === 'object' && data !== null && 'sluiceCell' in data
}
