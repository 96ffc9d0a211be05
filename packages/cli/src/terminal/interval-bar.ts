/** An interval with its estimate; ends may be infinite. */
export interface BarInterval {
  readonly low: number
  readonly high: number
  readonly estimate: number
}

/** One axis for several intervals. */
export interface Axis {
  readonly from: number
  readonly to: number
  readonly width: number
}

/** Wide intervals are cut at so many times the median one, so that they do not squash the others. */
const WIDEST = 4

/** Makes one axis that shows all intervals and zero; the widest may be cut, never the estimates. */
export function axisFor(intervals: readonly BarInterval[], width: number): Axis {
  const finite = intervals.map(({ low, high, estimate }) => [
    Number.isFinite(low) ? low : estimate,
    Number.isFinite(high) ? high : estimate,
  ])
  const reach = finite
    .map(([low = 0, high = 0]) => Math.max(Math.abs(low), Math.abs(high)))
    .toSorted((a, b) => a - b)
  const median = reach[Math.floor(reach.length / 2)] ?? 0
  const limit = median === 0 ? Infinity : WIDEST * median
  const estimates = intervals.map(({ estimate }) => estimate)
  const from = Math.min(0, ...estimates, ...finite.map(([low = 0]) => Math.max(low, -limit)))
  const to = Math.max(0, ...estimates, ...finite.map(([, high = 0]) => Math.min(high, limit)))
  return from === to ? { from: -1, to: 1, width } : { from, to, width }
}

/** Draws an interval on an axis: `├─●─┤` with `│` at zero, and arrows where it goes on. */
export function intervalBar({ low, high, estimate }: BarInterval, axis: Axis): string {
  const { from, to, width } = axis
  const place = (value: number): number =>
    Math.round(((Math.min(Math.max(value, from), to) - from) / (to - from)) * (width - 1))
  const cells = Array.from<string>({ length: width }).fill(' ')
  const zero = place(0)
  cells[zero] = '│'
  const [left, right] = [place(low), place(high)]
  for (let at = left; at <= right; at++) cells[at] = at === zero ? '┼' : '─'
  cells[left] = low < from ? '◄' : '├'
  cells[right] = high > to ? '►' : '┤'
  cells[place(estimate)] = '●'
  return cells.join('')
}
