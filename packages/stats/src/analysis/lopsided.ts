import { StatsError } from '../errors.ts'
import { fewestUnits } from '../means/fewest-units.ts'
import type { Measured } from './measured.ts'

/**
 * Refuses means of few units against many more, when they are read once. How values are skewed
 * cancels out between variants of one size, and does not where one is small: of lognormal values
 * with a deviation of 1, 10 units against 10,000 seem to differ in 16 % of all cases in which
 * nothing does, and 10 against 10 in 3 %. What is asked for leaves no more skew than 200 units
 * against everybody, which is 7 % for lognormal values, and with the spread of the larger variant
 * (`steadyPair`, which is for values that are 0 for most) 2 % to 5 % at any split. Rates have a test of their own for that.
 *
 * @see Cressie, Whitford (1986), How to use the two sample t-test, Biom. J. 28, for the skew that is left
 * @throws StatsError `insufficient_data` before there are as many
 */
export function checkLopsided({ control, treatment, rate }: Measured): void {
  if (rate !== undefined) return
  const few = Math.min(control.n, treatment.n)
  const enough = fewestUnits(few / Math.max(control.n, treatment.n))
  if (few >= enough) return
  throw new StatsError(
    'insufficient_data',
    `The variants have ${control.n} and ${treatment.n} units, and a mean of so few is not compared with one of so many more: values that are skewed would seem to differ. Wait until the smaller one has ${enough} at this split, or a third of the larger one's.`,
  )
}
