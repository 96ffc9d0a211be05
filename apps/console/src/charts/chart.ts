/** A number of a line, with how far it may be off where that is known. */
export interface ChartPoint {
  /** Which of the places of the x axis. */
  readonly at: number
  readonly value: number
  readonly low?: number
  readonly high?: number
}

/** Points that belong together. */
export interface ChartLine {
  readonly name: string
  readonly points: readonly ChartPoint[]
  /** Drawn beside the others, and not to be gone by. */
  readonly isFaint?: boolean
}

/** Something that happened at a place of the x axis. */
export interface ChartMarker {
  readonly at: number
  readonly text: string
  readonly kind: 'event' | 'decision'
}

/** A height that means something, such as a planned share. */
export interface ChartLevel {
  readonly value: number
  readonly text: string
}

/** A chart, as numbers and words. */
export interface ChartData {
  /** What is written along the x axis, in order. */
  readonly places: readonly string[]
  /** What the places are, such as `Day`. */
  readonly axis: string
  /** Where a place is, in `[0, 1]`; evenly apart without it. */
  readonly positions?: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly markers?: readonly ChartMarker[]
  readonly levels?: readonly ChartLevel[]
}
