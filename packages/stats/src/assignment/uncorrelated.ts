import { momentsOf } from '../moments/moments.ts'

/** What is left of a column, of its standard deviation, when the others have said all of it. */
const NOTHING = 1e-6

/**
 * What each column says that those before it do not: centred, with a variance of 1, and
 * uncorrelated (Gram and Schmidt, twice, so that nearly equal columns lose nothing). A column
 * that says nothing of its own is left out.
 */
export function uncorrelated(
  columns: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const found: number[][] = []
  for (const column of columns) {
    if (column.length < 2) continue
    const { mean, variance } = momentsOf(column)
    const deviation = Math.sqrt(variance)
    if (!(deviation > 0)) continue
    let rest = column.map((value) => (value - mean) / deviation)
    for (let pass = 0; pass < 2; pass++) {
      for (const other of found) {
        const part = productOf(rest, other)
        rest = rest.map((value, index) => value - part * (other[index] as number))
      }
    }
    const size = Math.sqrt(productOf(rest, rest))
    if (size > NOTHING) found.push(rest.map((value) => value / size))
  }
  return found
}

/** Covariance of two centred columns. */
function productOf(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < left.length; index++) {
    sum += (left[index] as number) * (right[index] as number)
  }
  return sum / (left.length - 1)
}
