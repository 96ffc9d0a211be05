import { StatsError } from '../errors.ts'
import { checkFinite, checkPositive } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { standardise } from '../tests/wald.ts'

/** An effect as one experiment, or one segment, has measured it. */
export interface Effect {
  readonly estimate: number
  /** Above 0, where there is an effect: of rates that of `compareRatesUnpooled`, no pooled one. */
  readonly standardError: number
}

/** Refuses effects that cannot be, and fewer than `least`. */
export function checkEffects(effects: readonly Effect[], least: number): void {
  checkList('effects', effects, 'effects')
  for (const [index, effect] of effects.entries()) {
    checkRecord(`effects[${index}]`, effect, 'estimate and standardError')
    const { estimate, standardError } = effect
    checkFinite(`effects[${index}].estimate`, estimate)
    checkWeight(`effects[${index}].standardError`, standardError)
    // Squares of standardised effects are added up.
    standardise(estimate ** 2, standardError ** 2)
  }
  if (effects.length < least) {
    throw new StatsError(
      'insufficient_data',
      `${effects.length} effects were given. At least ${least} are needed.`,
    )
  }
}

/** A weight is 1 / error², which has to be a number. */
function checkWeight(name: string, standardError: number): void {
  checkPositive(name, standardError)
  const weight = 1 / (standardError * standardError)
  if (weight > 0 && weight < 1e290) return
  throw new StatsError(
    'invalid_input',
    `${name} is ${standardError}, and its square leaves what a double can hold. Give the metric in another unit.`,
  )
}

/** Mean weighted by how exactly each effect is known. */
export function weightedMean(effects: readonly Effect[], between = 0): number {
  let sum = 0
  let weights = 0
  for (const { estimate, standardError } of effects) {
    const weight = 1 / (standardError * standardError + between)
    sum += weight * estimate
    weights += weight
  }
  return sum / weights
}
