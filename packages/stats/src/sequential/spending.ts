import { normalUpperQuantile, normalUpperTail } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import { checkOpenShare, checkPositive } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'

/** How the false alarms are spread over the looks. */
export type Spending = 'obrien_fleming' | 'pocock' | { readonly power: number }

/**
 * How much of a one-sided alpha may be spent up to an information fraction.
 *
 * @param t - information so far over the planned one, above 0; from 1 on all is spent
 * @see Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70
 * @throws StatsError `invalid_input` for an alpha outside of (0, 1), and for a `t` or a power of
 *   spending that is not above 0
 */
export function spentAlpha(spending: Spending, alpha: number, t: number): number {
  checkOpenShare('alpha', alpha)
  checkPositive('t', t)
  const fraction = Math.min(1, t)
  if (spending === 'obrien_fleming') {
    return 2 * normalUpperTail(normalUpperQuantile(alpha / 2) / Math.sqrt(fraction))
  }
  if (spending === 'pocock') return alpha * Math.log1p((Math.E - 1) * fraction)
  checkRecord('spending', spending, 'power')
  checkPositive('power', spending.power)
  return alpha * fraction ** spending.power
}

/** Looks that are closer than this, of the information so far, are one look. */
export const CLOSEST_LOOKS = 1e-4

/** Refuses information fractions that do not rise from above 0. */
export function checkFractions(fractions: readonly number[]): void {
  checkList('fractions', fractions)
  let previous = 0
  for (const [index, fraction] of fractions.entries()) {
    checkPositive(`fractions[${index}]`, fraction)
    if (fraction < previous * (1 + CLOSEST_LOOKS)) {
      throw new StatsError(
        'invalid_input',
        `fractions[${index}] is ${fraction}, after ${previous}. Information only grows: give rising fractions, a ten-thousandth apart or more.`,
      )
    }
    previous = fraction
  }
  if (fractions.length === 0) {
    throw new StatsError(
      'invalid_input',
      'There is no look. Give one information fraction or more.',
    )
  }
}
