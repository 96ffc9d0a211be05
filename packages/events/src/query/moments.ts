import type { Moments } from './answers.ts'

/** Statistics of units that all have the same weight. */
export interface WeightGroup {
  readonly weight: number
  /** How many units, those without any outcome included. */
  readonly units: number
  /** How many of them the other figures are of; the rest has 0 everywhere. */
  readonly known: number
  readonly mean: readonly number[]
  /** With `known` in its denominator. */
  readonly covariance: readonly (readonly number[])[]
}

/**
 * Merges groups of units, each with its weight, into one.
 *
 * Sums of squares never meet: co-moments are shifted to the common mean, so that a
 * mean of 1e9 keeps a deviation of 1.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for Computing the Sample Variance
 */
export function mergeGroups(groups: readonly WeightGroup[], size: number): Moments {
  const filled = groups.filter(({ units }) => units > 0).map((group) => withZeros(group, size))
  const units = filled.reduce((sum, group) => sum + group.units, 0)
  const weight = filled.reduce((sum, group) => sum + group.weight * group.units, 0)
  const weightSquares = filled.reduce((sum, group) => sum + group.weight ** 2 * group.units, 0)
  const indexes = Array.from({ length: size }, (_, index) => index)
  const mean = indexes.map((i) =>
    units === 0
      ? 0
      : filled.reduce((sum, g) => sum + (g.weight * g.units * (g.mean[i] ?? 0)) / weight, 0),
  )
  // The effective number of units but one, in units of weight; plain n - 1 for equal weights.
  const denominator = units === 0 ? 0 : weight - weightSquares / weight
  const covariance = indexes.map((i) =>
    indexes.map((j) => {
      if (!(denominator > 0) || units < 2) return 0
      const comoment = filled.reduce((sum, g) => {
        const apart = ((g.mean[i] ?? 0) - (mean[i] ?? 0)) * ((g.mean[j] ?? 0) - (mean[j] ?? 0))
        return sum + g.weight * (g.comoment[i]?.[j] ?? 0) + g.weight * g.units * apart
      }, 0)
      return comoment / denominator
    }),
  )
  return { units, weight, weightSquares, mean, covariance }
}

interface FilledGroup {
  readonly weight: number
  readonly units: number
  readonly mean: readonly number[]
  readonly comoment: readonly (readonly number[])[]
}

/** Adds the units that have 0 everywhere. */
function withZeros(group: WeightGroup, size: number): FilledGroup {
  const { weight, units, known } = group
  const indexes = Array.from({ length: size }, (_, index) => index)
  const mean = indexes.map((i) => ((group.mean[i] ?? 0) * known) / units)
  const zeros = (known * (units - known)) / units
  const comoment = indexes.map((i) =>
    indexes.map(
      (j) =>
        (group.covariance[i]?.[j] ?? 0) * known +
        zeros * (group.mean[i] ?? 0) * (group.mean[j] ?? 0),
    ),
  )
  return { weight, units, mean, comoment }
}
