import { StatsError } from '../errors.ts'
import { checkList } from './form.ts'
import { shown } from './shown.ts'

/** Counts above this are no longer exact in a double. */
const MAX_COUNT = Number.MAX_SAFE_INTEGER

/** Refuses NaN and infinities; `name` says which argument it was. */
export function checkFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a finite number.`)
  }
}

/** Refuses what is no whole number from `least` on. */
export function checkCount(name: string, value: number, least = 0): void {
  if (!Number.isInteger(value) || value < 0 || value > MAX_COUNT) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give a whole number from 0 to 2^53 - 1.`,
    )
  }
  if (value < least) {
    throw new StatsError(
      'insufficient_data',
      `${name} is ${shown(value)}. At least ${least} are needed.`,
    )
  }
}

/** Refuses what does not lie strictly between 0 and 1, such as an `alpha` of 0 or 5. */
export function checkOpenShare(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0 && value < 1)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give a number between 0 and 1, both excluded.`,
    )
  }
}

/** Refuses what is no share of a whole, from 0 to 1. */
export function checkShare(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0 && value <= 1)) {
    throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a number from 0 to 1.`)
  }
}

/** Refuses what is not finite and above zero. */
export function checkPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give a finite number above 0.`,
    )
  }
}

/** Refuses what is not finite, or below zero. */
export function checkNonNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give a finite number from 0 on.`,
    )
  }
}

/** Refuses NaN, where infinities have an answer: the tails of a distribution. */
export function checkNumber(name: string, value: number): void {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a number.`)
  }
}

/** Refuses a prior that is worth next to nothing, or more than anybody can count. */
export function checkPriorUnits(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 1e-3 && value <= 1e15)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give a number from 0.001 to 1e15.`,
    )
  }
}

/** Refuses weights that are not positive, or do not sum to 1 within 1e-9. */
export function checkShares(name: string, shares: readonly number[]): void {
  checkList(name, shares)
  let sum = 0
  for (let index = 0; index < shares.length; index++) {
    const share = shares[index] as number
    // A name is made only where it is needed.
    if (!(typeof share === 'number' && share >= 0 && share <= 1))
      checkShare(`${name}[${index}]`, share)
    sum += share
  }
  if (!(Math.abs(sum - 1) <= 1e-9)) {
    throw new StatsError('invalid_input', `${name} sum to ${sum}. Give shares that sum to 1.`)
  }
}
