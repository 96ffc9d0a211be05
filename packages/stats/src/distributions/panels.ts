/** Where what is summed up bends, and how near to it panels have to be narrow. */
export interface Bend {
  readonly at: number
  readonly width: number
}

/** Points of a panel, which it takes for all of a double's digits. */
export const POINTS = 20
/** How wide a panel may be next to a bend, by the bend's width; farther off, as far as that wider. */
const NEXT = 3
/** No panel is narrower, as a share of where it is: its points would be the same double. */
const LEAST = 1e-12

/**
 * The widest panel from a place on, to one side, that is narrow enough for all bends: a sum by
 * equal panels passes over a step that is narrower than they are.
 *
 * @param side - 1 upwards, -1 downwards
 */
export function panelAt(from: number, side: number, bends: readonly Bend[]): number {
  const widths = bends.map(({ at, width }) => {
    const away = NEXT * width + Math.abs(from - at)
    // A panel on the way to a bend may be as wide as its nearer end allows.
    return (at - from) * side > 0 ? away / 2 : away
  })
  return Math.max(LEAST * Math.abs(from), Math.min(...widths))
}
