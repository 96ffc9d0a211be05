import { StatsError } from '../errors.ts'
import { checkCount, checkFinite, checkNonNegative } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'

/** What a mean needs to be known of one variant: nothing else of the units is kept. */
export interface Moments {
  /** Units. */
  readonly n: number
  readonly mean: number
  /** With n - 1 in the denominator; 0 for a single unit. */
  readonly variance: number
}

/**
 * Moments of raw values in two passes, so that a mean of 1e9 keeps a variance of 1.
 *
 * @param values - finite; an empty list is refused
 * @throws StatsError `insufficient_data` for no values, `invalid_input` for one that is not finite
 */
export function momentsOf(values: readonly number[] | Float64Array): Moments {
  checkList('values', values)
  const n = values.length
  checkCount('the number of values', n, 1)
  let sum = 0
  for (let index = 0; index < n; index++) {
    // What came as JSON may hold a null, which would count as 0.
    if (typeof values[index] !== 'number') refuseValue(values)
    sum += values[index] as number
  }
  const rough = sum / n
  if (!Number.isFinite(rough)) refuseValue(values)
  let excess = 0
  let squares = 0
  for (let index = 0; index < n; index++) {
    const distance = (values[index] as number) - rough
    excess += distance
    squares += distance * distance
  }
  if (!Number.isFinite(squares)) refuseValue(values)
  // What the first pass rounded away is added back.
  return {
    n,
    mean: rough + excess / n,
    variance: n > 1 ? nonNegative(squares - (excess * excess) / n) / (n - 1) : 0,
  }
}

/**
 * Moments of the whole from those of its parts, such as days or shards.
 *
 * The parts are gone through twice, like values, so their order does not matter.
 *
 * @param parts - one or more; parts without units are skipped
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `insufficient_data` when no part has a unit
 */
export function mergeMoments(parts: readonly Moments[]): Moments {
  checkList('parts', parts, 'moments')
  let n = 0
  for (const [index, part] of parts.entries()) {
    checkMoments(`parts[${index}]`, part, 0)
    n += part.n
  }
  checkCount('the number of units in all parts', n, 1)
  const weighted = (value: (part: Moments) => number): number =>
    parts.reduce((sum, part) => (part.n === 0 ? sum : sum + part.n * value(part)), 0)
  const rough = weighted(({ mean }) => mean) / n
  const mean = rough + weighted((part) => part.mean - rough) / n
  const between = weighted((part) => (part.mean - mean) ** 2)
  const within = parts.reduce(
    (sum, part) => sum + (part.n > 1 ? (part.n - 1) * part.variance : 0),
    0,
  )
  const variance = n > 1 ? (within + between) / (n - 1) : 0
  if (Number.isFinite(mean) && Number.isFinite(variance)) return { n, mean, variance }
  throw new StatsError(
    'invalid_input',
    `The parts have a mean of ${mean} and a variance of ${variance} together, more than a double can hold. Give the metric in a larger unit.`,
  )
}

/**
 * Refuses moments that no sample can have.
 *
 * @param least - fewest units that the method works with
 * @throws StatsError `invalid_input`, or `insufficient_data` below `least`
 */
export function checkMoments(name: string, moments: Moments, least = 2): void {
  checkRecord(name, moments, 'n, mean and variance')
  const { n, mean, variance } = moments
  checkCount(`${name}.n`, n, least)
  if (n === 0) return
  checkFinite(`${name}.mean`, mean)
  checkNonNegative(`${name}.variance`, variance)
}

function nonNegative(value: number): number {
  return Math.max(0, value)
}

function refuseValue(values: readonly number[] | Float64Array): never {
  const index = values.findIndex((value) => !Number.isFinite(value))
  throw new StatsError(
    'invalid_input',
    index === -1
      ? 'The values are too large to be added up in a double. Give them in a larger unit.'
      : `values[${index}] is ${shown(values[index])}. Give finite numbers.`,
  )
}
