/** A stretch of numbers with round marks on it. */
export interface Axis {
  readonly low: number
  readonly high: number
  readonly marks: readonly number[]
}

const STEPS = [1, 2, 2.5, 5, 10]

/**
 * An axis around zero with about four marks at round places.
 *
 * @param values - what has to be on it
 */
export function axisOf(values: readonly number[]): Axis {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(0, ...finite)
  const high = Math.max(0, ...finite)
  const span = high - low || 1
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((one) => one * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step))
  const marks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
  return { low: first * step, high: last * step, marks }
}

/**
 * The axis that all bars of a group share. Wide intervals do not squash the others: those that are
 * three times as wide as the middle one end in an arrow, unless `fit` wants all of them whole.
 */
export function groupAxis(
  intervals: readonly { readonly low: number; readonly high: number }[],
  fit: boolean,
): Axis {
  const ends = intervals.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite)
  if (fit || intervals.length < 3) return axisOf(ends)
  const reaches = intervals
    .map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high)))
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b)
  const most = (reaches[Math.floor(reaches.length / 2)] ?? 1) * 3
  return axisOf(ends.map((end) => Math.max(-most, Math.min(most, end))))
}

/** Where a number is on an axis, in `[0, 1]`, and whether it had to be moved there. */
export function placeOn({ low, high }: Axis, value: number): { at: number; isClamped: boolean } {
  const at = (value - low) / (high - low)
  return { at: Math.min(1, Math.max(0, at)), isClamped: at < -1e-9 || at > 1 + 1e-9 }
}
