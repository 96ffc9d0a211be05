import { incompleteGamma } from '../distributions/incomplete-gamma.ts'
import { StatsError } from '../errors.ts'
import { checkFinite } from '../input/check.ts'
import { momentsOf } from '../moments/moments.ts'
import { groupBy } from './group-by.ts'

/** A unit with what is known of it before the start. */
export interface CovariateUnit {
  readonly key: string
  /** In the same order for every unit. */
  readonly covariates: readonly number[]
}

/** How alike a salt leaves the variants. */
export interface SaltBalance {
  readonly salt: string
  /** Sum of squared standardised differences over covariates and treatments; smaller is better. */
  readonly imbalance: number
  /** Largest standardised difference of a covariate between a treatment and the control, absolute. */
  readonly largest: number
  /** How probable an imbalance as large is for a salt that was not chosen. */
  readonly p: number
}

/**
 * Ranks salts by how alike they leave the variants before the start, the best first.
 *
 * @param salts - candidates, one or more
 * @param units - those who are expected to be exposed
 * @param variantOf - position of the variant that a salt gives a unit, 0 for the control;
 *   `undefined` for units outside
 * @see Morgan, Rubin (2012), Rerandomization to improve covariate balance in experiments, Ann. Stat. 40
 * @throws StatsError `insufficient_data` when a salt leaves a variant with fewer than two units
 */
export function rankSalts(
  salts: readonly string[],
  units: readonly CovariateUnit[],
  variantOf: (salt: string, key: string) => number | undefined,
): readonly SaltBalance[] {
  const width = units[0]?.covariates.length ?? 0
  for (const { key, covariates } of units) {
    if (covariates.length !== width) {
      throw new StatsError(
        'invalid_input',
        `The unit "${key}" has ${covariates.length} covariates, and the first ${width}.`,
      )
    }
    for (const value of covariates) checkFinite(`a covariate of "${key}"`, value)
  }
  const ranked = salts.map((salt) => balanceOf(salt, units, width, variantOf))
  return ranked.toSorted((left, right) => left.imbalance - right.imbalance)
}

function balanceOf(
  salt: string,
  units: readonly CovariateUnit[],
  width: number,
  variantOf: (salt: string, key: string) => number | undefined,
): SaltBalance {
  const groups = groupBy(units, ({ key }) => variantOf(salt, key))
  const control = groups.get(0) ?? []
  const treatments = [...groups].filter(
    (group): group is [number, readonly CovariateUnit[]] =>
      group[0] !== undefined && group[0] !== 0,
  )
  let imbalance = 0
  let largest = 0
  let df = 0
  for (const [, treatment] of treatments.toSorted(([left], [right]) => left - right)) {
    for (let index = 0; index < width; index++) {
      const z = standardised(control, treatment, index, salt)
      imbalance += z * z
      largest = Math.max(largest, Math.abs(z))
      df++
    }
  }
  if (df === 0) {
    throw new StatsError('insufficient_data', `The salt "${salt}" gives no unit a treatment.`)
  }
  return { salt, imbalance, largest, p: incompleteGamma(df / 2, imbalance / 2).upper }
}

function standardised(
  control: readonly CovariateUnit[],
  treatment: readonly CovariateUnit[],
  index: number,
  salt: string,
): number {
  if (control.length < 2 || treatment.length < 2) {
    throw new StatsError(
      'insufficient_data',
      `The salt "${salt}" leaves a variant with fewer than two units.`,
    )
  }
  const [left, right] = [control, treatment].map((units) =>
    momentsOf(units.map(({ covariates }) => covariates[index] as number)),
  ) as [ReturnType<typeof momentsOf>, ReturnType<typeof momentsOf>]
  const squaredError = left.variance / left.n + right.variance / right.n
  return squaredError === 0 ? 0 : (right.mean - left.mean) / Math.sqrt(squaredError)
}
