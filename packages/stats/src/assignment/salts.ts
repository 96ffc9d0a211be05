import { incompleteGamma } from '../distributions/incomplete-gamma.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkFinite } from '../input/check.ts'
import { checkFunction, checkList, checkRecord, checkText } from '../input/form.ts'
import { groupBy } from './group-by.ts'
import { uncorrelated } from './uncorrelated.ts'

/** The place of a unit that no salt gives a variant. */
const OUTSIDE = -1

/** A unit with what is known of it before the start. */
export interface CovariateUnit {
  readonly key: string
  /** In the same order for every unit. */
  readonly covariates: readonly number[]
}

/** How alike a salt leaves the variants. */
export interface SaltBalance {
  readonly salt: string
  /**
   * How far the variants' means lie apart, in squared standard errors of what the covariates have
   * of their own (Mahalanobis' distance); smaller is better.
   */
  readonly imbalance: number
  /** Largest standardised difference of a covariate between a treatment and the control, absolute. */
  readonly largest: number
  /** How probable an imbalance as large is for a salt that was not chosen, correlated covariates or not. */
  readonly p: number
}

/**
 * Ranks salts by how alike they leave the variants before the start, the best first.
 *
 * What covariates spread is that of the units that some salt gives a variant: others, such as those
 * of a country that the experiment leaves out, tell nothing of what is large inside.
 *
 * @param salts - candidates, one or more
 * @param units - those who are expected to be exposed
 * @param variantOf - position of the variant that a salt gives a unit, 0 for the control;
 *   `undefined` for units outside
 * @param variants - how many there are; default up to the last that any salt gives a unit
 * @see Morgan, Rubin (2012), Rerandomization to improve covariate balance in experiments, Ann. Stat. 40
 * @throws StatsError `insufficient_data` when a salt leaves a variant with fewer than two units,
 *   `invalid_input` for a variant that is no position
 */
export function rankSalts(
  salts: readonly string[],
  units: readonly CovariateUnit[],
  variantOf: (salt: string, key: string) => number | undefined,
  variants?: number,
): readonly SaltBalance[] {
  checkList('salts', salts, 'texts')
  for (const [index, salt] of salts.entries()) checkText(`salts[${index}]`, salt)
  checkFunction('variantOf', variantOf)
  checkList('units', units, 'units')
  let width: number | undefined
  for (const [index, unit] of units.entries()) {
    checkRecord(`units[${index}]`, unit, 'key and covariates')
    const { key, covariates } = unit
    checkText(`units[${index}].key`, key)
    checkList(`units[${index}].covariates`, covariates)
    width ??= covariates.length
    if (covariates.length !== width) {
      throw new StatsError(
        'invalid_input',
        `The unit "${key}" has ${covariates.length} covariates, and the first ${width}.`,
      )
    }
    for (const value of covariates) checkFinite(`a covariate of "${key}"`, value)
  }
  const split = salts.map((salt) => splitBy(salt, units, variantOf))
  const last = Math.max(1, ...split.flatMap((groups) => [...groups.keys()]))
  const count = variants ?? last + 1
  checkCount('variants', count, last + 1)
  const inside = placesInside(split, units.length)
  const columns = Array.from({ length: width ?? 0 }, (_, index) =>
    units
      .filter((_unit, at) => inside[at] !== OUTSIDE)
      .map(({ covariates }) => covariates[index] as number),
  )
  const own = uncorrelated(columns)
  const ranked = salts.map((salt, index) => {
    const groups = Array.from({ length: count }, (_, variant) =>
      (split[index]?.get(variant) ?? []).map((at) => inside[at] as number),
    )
    if (groups.slice(1).every((members) => members.length === 0)) {
      throw new StatsError('insufficient_data', `The salt "${salt}" gives no unit a treatment.`)
    }
    if (groups.some((members) => members.length < 2)) {
      throw new StatsError(
        'insufficient_data',
        `The salt "${salt}" leaves a variant with fewer than two units.`,
      )
    }
    return balanceOf(salt, groups, columns, own)
  })
  return ranked.toSorted((left, right) => left.imbalance - right.imbalance)
}

/** Positions of the units of each variant. */
function splitBy(
  salt: string,
  units: readonly CovariateUnit[],
  variantOf: (salt: string, key: string) => number | undefined,
): ReadonlyMap<number, readonly number[]> {
  const variants = units.map(({ key }) => {
    const variant = variantOf(salt, key)
    if (variant !== undefined) checkCount(`the variant of "${key}"`, variant)
    return variant
  })
  const groups = groupBy([...units.keys()], (at) => variants[at] ?? -1)
  return new Map([...groups].filter(([variant]) => variant >= 0))
}

/** Where each unit stands among those that any salt gives a variant. */
function placesInside(
  split: readonly ReadonlyMap<number, readonly number[]>[],
  units: number,
): Int32Array {
  const places = new Int32Array(units).fill(OUTSIDE)
  for (const groups of split)
    for (const members of groups.values()) for (const at of members) places[at] = 0
  let next = 0
  for (const [at, place] of places.entries()) if (place !== OUTSIDE) places[at] = next++
  return places
}

function balanceOf(
  salt: string,
  groups: readonly (readonly number[])[],
  columns: readonly (readonly number[])[],
  own: readonly (readonly number[])[],
): SaltBalance {
  const inside = groups.flat()
  let imbalance = 0
  for (const column of own) {
    const centre = meanOf(column, inside)
    for (const members of groups) {
      imbalance += members.length * (meanOf(column, members) - centre) ** 2
    }
  }
  const df = own.length * (groups.length - 1)
  return {
    salt,
    imbalance,
    largest: largestOf(groups, columns),
    // Covariates that are the same for everybody are balanced whatever the salt.
    p: df === 0 ? 1 : incompleteGamma(df / 2, imbalance / 2).upper,
  }
}

function largestOf(
  [control = [], ...treatments]: readonly (readonly number[])[],
  columns: readonly (readonly number[])[],
): number {
  let largest = 0
  for (const column of columns) {
    const [scaled] = uncorrelated([column])
    if (scaled === undefined) continue
    const base = meanOf(scaled, control)
    for (const members of treatments) {
      const error = Math.sqrt(1 / control.length + 1 / members.length)
      largest = Math.max(largest, Math.abs(meanOf(scaled, members) - base) / error)
    }
  }
  return largest
}

function meanOf(column: readonly number[], members: readonly number[]): number {
  let sum = 0
  for (const at of members) sum += column[at] as number
  return sum / members.length
}
