import { StatsError } from '../errors.ts'
import { checkCount, checkFinite, checkNonNegative } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'

/** Mean and variance of one of several values that each unit has. */
export interface Spread {
  readonly mean: number
  /** With n - 1 in the denominator. */
  readonly variance: number
}

/** Means and covariances of several values of the same units. */
export interface JointMoments {
  readonly n: number
  readonly means: readonly number[]
  /** Row by row, symmetric, with n - 1 in the denominator. */
  readonly covariances: readonly (readonly number[])[]
}

/**
 * Joint moments of columns of the same length, in two passes.
 *
 * @throws StatsError `invalid_input` for columns of several lengths, and values that are not
 *   finite or whose squares a double cannot hold, `insufficient_data` below two units
 */
export function jointMomentsOf(
  columns: readonly (readonly number[] | Float64Array)[],
): JointMoments {
  for (const [which, column] of columns.entries()) checkList(`column ${which}`, column)
  const n = columns[0]?.length ?? 0
  checkCount('the number of units', n, 2)
  const means = columns.map((column, which) => {
    if (column.length !== n) {
      throw new StatsError(
        'invalid_input',
        `Column ${which} has ${column.length} values, and the first ${n}. Give one of each for every unit.`,
      )
    }
    let sum = 0
    for (let index = 0; index < n; index++) {
      checkFinite('a value', column[index] as number)
      sum += column[index] as number
    }
    const rough = sum / n
    let excess = 0
    for (let index = 0; index < n; index++) excess += (column[index] as number) - rough
    return rough + excess / n
  })
  const covariances = columns.map((left, row) =>
    columns.map((right, across) => {
      const [leftMean, rightMean] = [means[row] as number, means[across] as number]
      let sum = 0
      for (let index = 0; index < n; index++) {
        sum += ((left[index] as number) - leftMean) * ((right[index] as number) - rightMean)
      }
      return sum / (n - 1)
    }),
  )
  return checked({ n, means, covariances })
}

/**
 * Joint moments of all parts together, whatever their order; parts without units are skipped.
 *
 * @throws StatsError `invalid_input` for a part that cannot be, `insufficient_data` below two units
 */
export function mergeJointMoments(all: readonly JointMoments[]): JointMoments {
  for (const [index, part] of all.entries()) checkJointMoments(`parts[${index}]`, part)
  const parts = all.filter((part) => part.n > 0)
  const n = parts.reduce((sum, part) => sum + part.n, 0)
  checkCount('the number of units in all parts', n, 2)
  const columns = (parts[0] as JointMoments).means.map((_, index) => index)
  const at = ({ means }: JointMoments, column: number): number => means[column] as number
  const means = columns.map((column) => {
    const rough = parts.reduce((sum, part) => sum + part.n * at(part, column), 0) / n
    return rough + parts.reduce((sum, part) => sum + part.n * (at(part, column) - rough), 0) / n
  })
  const covariances = columns.map((row) =>
    columns.map((column) => {
      let sum = 0
      for (const part of parts) {
        const between =
          (at(part, row) - (means[row] as number)) * (at(part, column) - (means[column] as number))
        sum += (part.n - 1) * (part.covariances[row]?.[column] as number) + part.n * between
      }
      return sum / (n - 1)
    }),
  )
  return checked({ n, means, covariances })
}

/** Refuses what has overflown on the way. */
function checked(moments: JointMoments): JointMoments {
  const { means, covariances } = moments
  if ([...means, ...covariances.flat()].every((value) => Number.isFinite(value))) return moments
  throw new StatsError(
    'invalid_input',
    'The values are too large to be added up in a double. Give them in a larger unit.',
  )
}

function checkJointMoments(name: string, { n, means, covariances }: JointMoments): void {
  checkCount(`${name}.n`, n)
  if (n === 0) return
  const spreads = means.map((mean, index) => ({
    mean,
    variance: covariances[index]?.[index] as number,
  }))
  for (const [row, left] of spreads.entries()) {
    checkSpread(`${name}, value ${row}`, left)
    for (const [column, right] of spreads.slice(0, row).entries()) {
      const covariance = covariances[row]?.[column] as number
      checkCovariance(`${name}, covariance ${column} and ${row}`, covariance, left, right)
    }
  }
}

/** Refuses a spread that cannot be. */
export function checkSpread(name: string, spread: Spread): void {
  checkRecord(name, spread, 'mean and variance')
  const { mean, variance } = spread
  checkFinite(`${name}.mean`, mean)
  checkNonNegative(`${name}.variance`, variance)
}

/** Refuses a covariance that two variances do not allow, but for rounding. */
export function checkCovariance(
  name: string,
  covariance: number,
  left: Spread,
  right: Spread,
): void {
  checkFinite(name, covariance)
  const most = Math.sqrt(left.variance) * Math.sqrt(right.variance)
  if (Math.abs(covariance) > most * (1 + 1e-6)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${covariance}, and variances of ${left.variance} and ${right.variance} allow ${most} at the most.`,
    )
  }
}
