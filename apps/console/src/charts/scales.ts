/** The frame that charts are drawn in, in units of the drawing. */
export const FRAME = { width: 640, height: 220, left: 62, right: 12, top: 12, bottom: 28 } as const

/** From places and numbers to where they are drawn. */
export interface Scales {
  readonly x: (at: number) => number
  readonly y: (value: number) => number
}
